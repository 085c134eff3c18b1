package io.gypsum.client.oauth;

import java.net.URI;
import java.nio.file.Path;

import io.gypsum.client.cache.CacheDirectory;

/**
 * The files with the access tokens of a user.
 *
 * @param gitHub the token of GitHub, for all servers
 * @param account the token of an account of one server, or of its OpenID provider
 */
public record SignInFiles(Path gitHub, Path account) {
  public static SignInFiles of(CacheDirectory cache, URI server) {
    return new SignInFiles(cache.token(), cache.accountToken(server));
  }
}
