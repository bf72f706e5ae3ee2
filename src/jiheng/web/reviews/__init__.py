"""What is looked at together: a unit's filings, an auditor's worklist, the state of a round."""
