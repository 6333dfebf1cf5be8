"""Forms derived from the declaration: frames, shapes, statements, sheets, legends, pages."""
