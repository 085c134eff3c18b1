package io.gypsum.client.oauth;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.http.HttpOptions;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;

/** A sign-in at a fake GitHub, or a fake OpenID provider, with its own clock and environment. */
final class SignInFixture implements AutoCloseable {
  final FakeGitHub github = new FakeGitHub();
  final FakeTime time = new FakeTime();
  final Map<String, String> environment = new HashMap<>();
  final Path tokenFile;
  private final HttpTransport http =
      new HttpTransport(
          HttpOptions.DEFAULTS.withRetryFor(Duration.ZERO), time, time, new SecureRandom());

  SignInFixture(Path directory) {
    tokenFile = directory.resolve("cache").resolve("credentials").resolve("token.txt");
  }

  Path accountFile(ServerUrl server) {
    Path cache = tokenFile.getParent().getParent();
    return new CacheDirectory(cache, cache).accountToken(server.base());
  }

  OAuthSignIn signIn() {
    return signIn(null);
  }

  /** Returns a sign-in to the server of an OpenID provider. */
  OAuthSignIn signInTo(FakeOpenId openId) {
    return signIn(openId.server(), github.site(), null);
  }

  OAuthSignIn signIn(Supplier<String> given) {
    return signIn(github.server(), github.site(), given);
  }

  OAuthSignIn signIn(ServerUrl server, GitHubSite site, Supplier<String> given) {
    return new OAuthSignIn(
        http, server, site, new SignInFiles(tokenFile, accountFile(server)), given,
        new SignInEnvironment(environment::get, time, time, SecureRandom::new));
  }

  @Override
  public void close() {
    http.close();
    github.close();
  }
}
