def printable(text: str) -> str:
    return text
