"""Pictures of figures: geometry once, set as SVG for the page and as an image that travels alone."""
