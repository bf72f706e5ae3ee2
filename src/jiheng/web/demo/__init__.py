"""A sample district to try everything out in: `jiheng serve --demo`. All of it is made up."""
