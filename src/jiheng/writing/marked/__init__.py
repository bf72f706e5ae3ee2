"""Originals with the findings marked in them: comments in Word, notes in Excel and on PDF pages."""
