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
import io.gypsum.client.http.Pause;
import io.gypsum.client.http.Retries;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.metadata.DatabaseDownloader;
import io.gypsum.client.metadata.MetadataSources;
import io.gypsum.client.metadata.SchemaDownloader;
import io.gypsum.client.signin.GitHubSite;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.signin.SignInEnvironment;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link GypsumClient}; each has a default. Not thread-safe; may be used for several clients.
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
  private static final String PUBLIC_SERVER = "https://gypsum.artifactdb.com";
  private static final int DEFAULT_CONCURRENCY = 8;

  private @Nullable URI url;
  private @Nullable Supplier<? extends @Nullable String> token;
  private GitHubSite gitHub = GitHubSite.PUBLIC;
  private int concurrency = DEFAULT_CONCURRENCY;
  private HttpOptions options = HttpOptions.DEFAULTS;
  private @Nullable Path cacheDirectory;
  private @Nullable DirectoryUrl metadataIndex;
  private @Nullable DirectoryUrl metadataSchemas;
  private boolean offline = isSet(System.getenv("GYPSUM_OFFLINE"));
  private TransferListener listener = TransferListener.NONE;
  private Pause pause = Pause.real();
  private Clock clock = Clock.systemUTC();

  GypsumClientBuilder() {}

  /**
   * The server; without it the one that the environment variable {@code GYPSUM_URL} names, else the public one.
   *
   * @throws GypsumException INVALID when it is not an http or https address
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
   * Who the client acts for; without it the token in {@code GYPSUM_TOKEN}, else that of {@code gh}, else the one stored
   * by signing in, if any (see {@link SignIn}). Reading needs none.
   */
  public GypsumClientBuilder token(String value) {
    return token(() -> value);
  }

  /**
   * Where the token comes from, asked again for each request that needs one; null when there is none at the time.
   *
   * @param source called from any thread
   */
  public GypsumClientBuilder token(Supplier<? extends @Nullable String> source) {
    this.token = source;
    return this;
  }

  /**
   * The GitHub by which people sign in; without it the public one. For an enterprise's {@code https://HOST} and {@code
   * https://HOST/api/v3}.
   *
   * @throws GypsumException INVALID when one is not an http or https address
   */
  public GypsumClientBuilder gitHub(URI web, URI api) {
    this.gitHub = GitHubSite.of(web, api);
    return this;
  }

  /** How many files one call transfers at a time, unless it says otherwise; 8 to begin with. */
  public GypsumClientBuilder concurrency(int files) {
    if (files < 1) {
      throw new IllegalArgumentException("a concurrency of " + files);
    }
    this.concurrency = files;
    return this;
  }

  /** How many connections all calls of the client have between them; a request beyond that waits. 16 to begin with. */
  public GypsumClientBuilder connections(int most) {
    this.options = options.withConnections(most);
    return this;
  }

  /** How long making a connection may take; 15 s to begin with. */
  public GypsumClientBuilder connectTimeout(Duration time) {
    this.options = options.withConnectTimeout(time);
    return this;
  }

  /** How long the server may think before it answers; 5 minutes to begin with, since much may be asked of it. */
  public GypsumClientBuilder answerTimeout(Duration time) {
    this.options = options.withAnswerTimeout(time);
    return this;
  }

  /** How long no byte may move while some are sent or received, before it is tried again; a minute to begin with. */
  public GypsumClientBuilder stallTimeout(Duration time) {
    this.options = options.withStallTimeout(time);
    return this;
  }

  /** Who is trusted; without it Java's own, which {@code javax.net.ssl.trustStore} and its kin set. */
  public GypsumClientBuilder sslContext(SSLContext context) {
    this.options = options.withTls(context);
    return this;
  }

  /** The way to the server; without it Java's own, which {@code https.proxyHost} and its kin set. */
  public GypsumClientBuilder proxy(ProxySelector selector) {
    this.options = options.withProxies(selector);
    return this;
  }

  /**
   * Where downloaded files are kept and shared with all other gypsum clients of this user; without it the directory that
   * the environment variable {@code GYPSUM_CACHE_DIR} names, else {@code gypsum} in the system's directory for caches.
   */
  public GypsumClientBuilder cacheDirectory(Path directory) {
    this.cacheDirectory = directory;
    return this;
  }

  /**
   * Where metadata databases are published: {@code {index}/modified} and {@code {index}/{name}}, wherever these may have
   * moved to. Without it, where those of the public server are when that is the server, else {@code /index} of the server.
   *
   * @throws GypsumException INVALID when it is not an http or https address
   */
  public GypsumClientBuilder metadataIndex(URI index) {
    this.metadataIndex = DirectoryUrl.of(index);
    return this;
  }

  /**
   * Where JSON schemas are published: {@code {schemas}/{name}}. Without it, where those of the public server are when that
   * is the server, else {@code /schemas} of the server.
   *
   * @throws GypsumException INVALID when it is not an http or https address
   */
  public GypsumClientBuilder metadataSchemas(URI schemas) {
    this.metadataSchemas = DirectoryUrl.of(schemas);
    return this;
  }

  /**
   * Whether to do without the network: what is in the cache can be read, everything else fails at once. Without it, when
   * the environment variable {@code GYPSUM_OFFLINE} is set to something other than {@code 0} or {@code false}.
   */
  public GypsumClientBuilder offline(boolean only) {
    this.offline = only;
    return this;
  }

  /** Who is told how transfers go on; nobody to begin with. */
  public GypsumClientBuilder listener(TransferListener told) {
    this.listener = told;
    return this;
  }

  GypsumClientBuilder pause(Pause how) {
    this.pause = how;
    return this;
  }

  GypsumClientBuilder clock(Clock told) {
    this.clock = told;
    return this;
  }

  public GypsumClient build() {
    Random random = new Random();
    HttpTransport http =
        new HttpTransport(options.withOffline(offline), new Retries(pause, random), clock);
    ServerUrl server = server();
    CacheDirectory cache = cache();
    SignIn signIn =
        new SignIn(http, server, gitHub, cache.token(), token, SignInEnvironment.real(pause));
    MetadataSources sources =
        MetadataSources.of(
            server, server.equals(ServerUrl.of(URI.create(PUBLIC_SERVER))), metadataIndex,
            metadataSchemas);
    return new GypsumClient(
        server, signIn, concurrency, http, random, cache, listener,
        new DatabaseDownloader(http, sources.databases(), cache, clock),
        new SchemaDownloader(http, sources.schemas(), cache));
  }

  private CacheDirectory cache() {
    return cacheDirectory == null
        ? CacheDirectory.ofUser(System.getenv("GYPSUM_CACHE_DIR"))
        : new CacheDirectory(cacheDirectory);
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
          "'" + server + "' is not a server's address: expected something like "
              + PUBLIC_SERVER);
    }
  }
}
