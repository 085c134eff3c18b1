package io.gypsum.client.signin;

import java.util.Optional;

/**
 * The user of an access token.
 *
 * <pre>{@code
 * ServerUser user = gypsum.signIn().fetchUser();
 * boolean mayCreateProjects = user.administrator().orElse(false);
 * }</pre>
 *
 * @param login contains no line breaks and no other control characters
 * @param administrator whether the user is an administrator of the server; empty if the server does not report it
 */
public record ServerUser(String login, Optional<Boolean> administrator) {}
