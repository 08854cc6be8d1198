"""Real spreadsheets into rows of people: pure, no Django. Bytes → cells → headings → readings with their doubts."""
