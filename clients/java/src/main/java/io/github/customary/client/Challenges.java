package io.github.customary.client;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code WWW-Authenticate} asks for (RFC 9110 §11.6.1). */
final class Challenges {
    private static final String TOKEN = "([!#$%&'*+.^_`|~0-9A-Za-z-]++)";

    /** Parameters with their values, schemes, and quoted text elsewhere. */
    private static final Pattern PART =
            Pattern.compile(
                    "%1$s[ \t]*+=[ \t]*+(?:\"([^\"]*+)\"|%1$s)|%1$s|\"[^\"]*+\"".formatted(TOKEN));

    private static final Pattern ESCAPED = Pattern.compile("\\\\[\"\\\\]");

    private Challenges() {}

    /** Whether one of them says that the token is of no use any more (RFC 6750 §3.1). */
    static boolean haveInvalidToken(List<String> headers) {
        return headers.stream().anyMatch(Challenges::hasInvalidToken);
    }

    private static boolean hasInvalidToken(String header) {
        String scheme = "";
        Matcher part = PART.matcher(ESCAPED.matcher(header).replaceAll("_"));
        while (part.find()) {
            String value = part.group(2) != null ? part.group(2) : part.group(3);
            if (part.group(4) != null) {
                scheme = part.group(4);
            } else if (scheme.equalsIgnoreCase("Bearer")
                    && "error".equalsIgnoreCase(part.group(1))
                    && "invalid_token".equals(value)) {
                return true;
            }
        }
        return false;
    }
}
