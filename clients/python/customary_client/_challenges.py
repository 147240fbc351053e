"""What `WWW-Authenticate` says (RFC 9110 §11.6.1)."""

import re

TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 (a word of HTTP's)
ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
"""What stands between commas, but for those in quotes."""
SCHEME = re.compile(rf"({TOKEN})(?:[ \t]+(?![ \t=])|$)")
"""What a challenge begins with: a word with a blank behind it, or with nothing, where a parameter has `=`."""
ERROR = re.compile(r'(?i:error)[ \t]*=[ \t]*("?)invalid_token\1')


def refuse_token(line: str) -> bool:
    """Whether a challenge in a line says that the access token is not valid (RFC 6750 §3.1), as when it has expired."""
    is_bearer = False
    for item in ITEM.findall(line):
        parameter = item.strip(" \t")
        if scheme := SCHEME.match(parameter):
            is_bearer = scheme[1].lower() == "bearer"
            parameter = parameter[scheme.end() :]
        if is_bearer and ERROR.fullmatch(parameter):
            return True
    return False
