package io.gypsum.client;

import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.http.DirectoryUrl;
import io.gypsum.client.http.HttpOptions;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.metadata.MetadataSources;
import io.gypsum.client.oauth.GitHubSite;
import io.gypsum.client.oauth.OAuthSignIn;
import io.gypsum.client.oauth.SignInEnvironment;
import io.gypsum.client.oauth.SignInFiles;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link GypsumClient}. Every setting has a default. Not thread-safe; may build several clients.
 *
 * <pre>{@code
 * GypsumClient gypsum =
 *     GypsumClient.builder()
 *         .url("https://gypsum.example.org")
 *         .token(token)
 *         .connections(8)
 *         .stallTimeout(Duration.ofSeconds(30))
 *         .build();
 * gypsum.listProjects();
 * gypsum.close();
 * }</pre>
 */
public final class GypsumClientBuilder {
  /** The default of {@link #concurrency}. */
  public static final int DEFAULT_CONCURRENCY = 8;

  private static final String PUBLIC_SERVER = "https://gypsum.artifactdb.com";

  private @Nullable URI url;
  private @Nullable Supplier<? extends @Nullable String> token;
  private GitHubSite gitHub = GitHubSite.PUBLIC;
  private int concurrency = DEFAULT_CONCURRENCY;
  private HttpOptions options =
      HttpOptions.DEFAULTS.withInsecureTokens(isSet(System.getenv("GYPSUM_INSECURE_TOKEN")));
  private @Nullable Path cacheDirectory;
  private @Nullable String cacheRoot = System.getenv("GYPSUM_CACHE_DIR");
  private @Nullable DirectoryUrl metadataIndex;
  private @Nullable DirectoryUrl metadataSchemas;
  private boolean offline = isSet(System.getenv("GYPSUM_OFFLINE"));
  private TransferListener listener = TransferListener.NONE;
  private Sleeper sleeper = Sleeper.SYSTEM;
  private Clock clock = Clock.systemUTC();

  GypsumClientBuilder() {}

  /**
   * Sets the base URL of the server. The default is the environment variable {@code GYPSUM_URL}, then the public server.
   *
   * @throws GypsumException INVALID if it is not an http or https URL
   */
  public GypsumClientBuilder url(URI server) {
    this.url = ServerUrl.of(server).base();
    return this;
  }

  /** @see #url(URI) */
  public GypsumClientBuilder url(String server) {
    return url(parse(server));
  }

  /**
   * Sets the access token. The default is the environment variable {@code GYPSUM_TOKEN}, then the saved token of an account of
   * the server, then the token of {@code gh}, then the token that was saved when the user signed in (see {@link SignIn}). Reading requires no token.
   */
  public GypsumClientBuilder token(String value) {
    return token(() -> value);
  }

  /**
   * Sets the source of the access token.
   *
   * @param source called for each request that requires a token, from any thread; returns null if there is no token
   */
  public GypsumClientBuilder token(Supplier<? extends @Nullable String> source) {
    this.token = source;
    return this;
  }

  /**
   * Sets the GitHub server for the sign-in. The default is github.com. The URLs of a GitHub Enterprise server are {@code
   * https://HOST} and {@code https://HOST/api/v3}.
   *
   * @throws GypsumException INVALID if one of them is not an http or https URL
   */
  public GypsumClientBuilder gitHub(URI web, URI api) {
    this.gitHub = GitHubSite.of(web, api);
    return this;
  }

  /** Sets the maximum number of files that one call transfers at a time, unless its options override it. The default is 8. */
  public GypsumClientBuilder concurrency(int files) {
    if (files < 1) {
      throw new IllegalArgumentException("invalid concurrency " + files + ": expected at least 1");
    }
    this.concurrency = files;
    return this;
  }

  /** Sets the maximum number of connections of the client; further requests wait. The default is 16. */
  public GypsumClientBuilder connections(int max) {
    this.options = options.withConnections(max);
    return this;
  }

  /** Sets the maximum time to establish a connection. The default is 15 seconds. */
  public GypsumClientBuilder connectTimeout(Duration time) {
    this.options = options.withConnectTimeout(time);
    return this;
  }

  /**
   * Sets the maximum time until the response to a request begins. The default is 5 minutes, since some requests take a
   * long time.
   */
  public GypsumClientBuilder answerTimeout(Duration time) {
    this.options = options.withAnswerTimeout(time);
    return this;
  }

  /** Sets the maximum time without progress while data is sent or received. The default is 1 minute. */
  public GypsumClientBuilder stallTimeout(Duration time) {
    this.options = options.withStallTimeout(time);
    return this;
  }

  /**
   * Sets the minimum time for which requests are retried after a server that responded before becomes unavailable. The default
   * is 1 minute; with zero, only the number of attempts is limited. A server that never responded is tried a few times.
   *
   * @throws IllegalArgumentException if the time is negative or longer than 7 days
   */
  public GypsumClientBuilder retryFor(Duration time) {
    this.options = options.withRetryFor(time);
    return this;
  }

  /** Sets the trusted certificates. The default is that of Java ({@code javax.net.ssl.trustStore} and related properties). */
  public GypsumClientBuilder sslContext(SSLContext context) {
    this.options = options.withTls(context);
    return this;
  }

  /**
   * Sets the proxy. The default is that of Java ({@code https.proxyHost} and related properties), then that of the environment
   * variables {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in either case.
   */
  public GypsumClientBuilder proxy(ProxySelector selector) {
    this.options = options.withProxies(selector);
    return this;
  }

  /**
   * Sets the cache directory for this server. It is used as it is, unless it belongs to another server: then the cache of this
   * one is below {@code servers/HOST_PORT} in that directory. The default is that of {@link #cacheRoot}.
   */
  public GypsumClientBuilder cacheDirectory(Path directory) {
    this.cacheDirectory = directory;
    return this;
  }

  /**
   * Sets the cache directory that all gypsum clients of a user share. It belongs to the first server that used it (the
   * public one if that is not known, since clients in R and Python do not record it); the caches of other servers are below
   * {@code servers/HOST_PORT}. The default is the environment variable {@code GYPSUM_CACHE_DIR}, then {@code gypsum} in the
   * cache directory of the operating system. {@link #cacheDirectory} takes precedence.
   */
  public GypsumClientBuilder cacheRoot(Path directory) {
    this.cacheRoot = directory.toString();
    return this;
  }

  /**
   * Sets the URL below which metadata databases are published, as {@code {index}/modified} and {@code {index}/{name}};
   * redirects are followed. The default is the GitHub release for the public server, and {@code /index} of any other server.
   *
   * @throws GypsumException INVALID if it is not an http or https URL
   */
  public GypsumClientBuilder metadataIndex(URI index) {
    this.metadataIndex = DirectoryUrl.of(index);
    return this;
  }

  /**
   * Sets the URL below which JSON schemas are published, as {@code {schemas}/{name}}. The default is the GitHub page for the
   * public server, and {@code /schemas} of any other server.
   *
   * @throws GypsumException INVALID if it is not an http or https URL
   */
  public GypsumClientBuilder metadataSchemas(URI schemas) {
    this.metadataSchemas = DirectoryUrl.of(schemas);
    return this;
  }

  /**
   * Sets whether the client works offline: it reads from the cache, and every request fails at once. The default is true if
   * the environment variable {@code GYPSUM_OFFLINE} is set to a value other than {@code 0} or {@code false}.
   */
  public GypsumClientBuilder offline(boolean value) {
    this.offline = value;
    return this;
  }

  /** Sets the listener that is notified of the progress of transfers and of warnings. By default, warnings are logged. */
  public GypsumClientBuilder listener(TransferListener transferListener) {
    this.listener = transferListener;
    return this;
  }

  /**
   * Sets whether access tokens may be sent unencrypted: by http instead of https, and to a server that is not on this machine.
   * The default is false, unless the environment variable {@code GYPSUM_INSECURE_TOKEN} is set to a value other than {@code 0}
   * or {@code false}.
   */
  public GypsumClientBuilder insecureToken(boolean allowed) {
    this.options = options.withInsecureTokens(allowed);
    return this;
  }

  GypsumClientBuilder sleeper(Sleeper value) {
    this.sleeper = value;
    return this;
  }

  GypsumClientBuilder clock(Clock value) {
    this.clock = value;
    return this;
  }

  /**
   * Builds a client. Sends no request. Records the server in an unused cache directory, if that can be written.
   *
   * @throws GypsumException INVALID if the environment variable {@code GYPSUM_URL} is used and is not an http or https URL
   */
  public GypsumClient build() {
    Random random = new Random();
    HttpTransport http =
        new HttpTransport(options.withOffline(offline), clock, sleeper, random);
    ServerUrl server = server();
    CacheDirectory cache = cache(server.base());
    SignIn signIn =
        new OAuthSignIn(
            http, server, gitHub, SignInFiles.of(cache, server.base()), token,
            SignInEnvironment.system(sleeper));
    MetadataSources sources =
        MetadataSources.of(
            server, server.base().equals(URI.create(PUBLIC_SERVER)), metadataIndex,
            metadataSchemas);
    return new GypsumClient(
        server, signIn, http, cache, sources,
        new GypsumClient.Settings(concurrency, listener, random, clock));
  }

  private CacheDirectory cache(URI server) {
    return cacheDirectory == null
        ? CacheDirectory.sharedBy(server, cacheRoot)
        : CacheDirectory.chosenFor(server, cacheDirectory);
  }

  private static boolean isSet(@Nullable String variable) {
    return variable != null && !variable.isBlank() && !variable.equals("0")
        && !variable.equalsIgnoreCase("false");
  }

  private ServerUrl server() {
    if (url != null) {
      return ServerUrl.of(url);
    }
    String fromEnvironment = System.getenv("GYPSUM_URL");
    return ServerUrl.of(
        parse(
            fromEnvironment == null || fromEnvironment.isBlank()
                ? PUBLIC_SERVER
                : fromEnvironment.strip()));
  }

  private static URI parse(String server) {
    try {
      return URI.create(server);
    } catch (IllegalArgumentException e) {
      throw GypsumException.invalid(
          "'" + server + "' is not the URL of a server; expected a URL such as "
              + PUBLIC_SERVER);
    }
  }
}
