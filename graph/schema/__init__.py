"""What derives from the declaration: frames, shapes, statements, sheets, legends, pages."""
