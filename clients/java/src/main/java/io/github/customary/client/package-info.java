/**
 * A client for Customary. {@link io.github.customary.client.Customary} is where to begin.
 *
 * <p>What the document of the server describes is generated from it: the groups of operations, what
 * they take and what they answer. The rest is written by hand: sessions, errors, trying again and
 * going through all pages.
 */
package io.github.customary.client;
