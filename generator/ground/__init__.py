"""What every room needs: text and its quoting, findings, our vocabulary. It imports no room."""
