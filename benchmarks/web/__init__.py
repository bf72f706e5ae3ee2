"""The web application with 100,000 filings in its database: `make load`."""
