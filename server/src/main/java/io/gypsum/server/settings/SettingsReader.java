package io.gypsum.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.settings.ServerSettings.GitHubApp;
import io.gypsum.server.settings.ServerSettings.PublicS3;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.S3Service;
import org.jspecify.annotations.Nullable;

/** Turns what was given into {@link ServerSettings}. */
public final class SettingsReader {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long MEBIBYTE = 1024 * 1024;
  /** What S3 engines join, and what they take by one request. */
  private static final long LEAST_PART_BYTES = 5 * MEBIBYTE;
  private static final long MOST_PART_BYTES = 5 * 1024 * MEBIBYTE;
  private static final long MOST_BYTES = 1L << 50;

  private final SettingsSources sources;
  private final GivenValues values;

  private SettingsReader(SettingsSources sources) {
    this.sources = sources;
    this.values = GivenValues.from(sources);
  }

  /**
   * Flags before environment before file before defaults.
   *
   * @throws GypsumException {@code INVALID} naming the option, the value, its source and what was expected; for the
   *         person who starts the server, so it may name local paths
   */
  public static ServerSettings read(SettingsSources sources) {
    return new SettingsReader(sources).read();
  }

  /**
   * Only the data directory, for commands that need nothing else; other values are not looked at.
   *
   * @throws GypsumException as {@link #read(SettingsSources)}
   */
  public static Path readData(SettingsSources sources) {
    return new SettingsReader(sources).data();
  }

  private ServerSettings read() {
    Path data = data();
    Given publicUrl = values.orNull(Options.PUBLIC_URL);
    return new ServerSettings(
        Parsing.host(values.get(Options.HOST)),
        (int) Parsing.number(values.get(Options.PORT), 0, 65535),
        publicUrl == null ? null : Parsing.url(publicUrl), data,
        store(data), Parsing.bool(values.get(Options.CREATE_BUCKET)),
        Parsing.choice(values.get(Options.UPLOADS), "direct", "proxied"),
        Parsing.choice(values.get(Options.DOWNLOADS), "redirect", "proxied"),
        Parsing.number(values.get(Options.MULTIPART_THRESHOLD), 1, MOST_BYTES),
        Parsing.number(values.get(Options.PART_SIZE), LEAST_PART_BYTES, MOST_PART_BYTES),
        Parsing.identity(values.get(Options.IDENTITY)),
        Parsing.url(values.get(Options.GITHUB_API)), gitHubApp(),
        Parsing.ids(values.all(Options.ADMIN)), publicS3(),
        Parsing.duration(values.get(Options.UPLOAD_LEASE), SECOND),
        Parsing.duration(values.get(Options.STEP_LEASE), SECOND),
        Parsing.duration(values.get(Options.LOG_RETENTION), SECOND),
        (int) Parsing.number(values.get(Options.MAX_UPLOAD_FILES), 1, 10_000_000),
        (int) Parsing.number(values.get(Options.MAX_REQUESTS), 1, 10_000),
        Parsing.bool(values.get(Options.ACCESS_LOG)),
        Parsing.duration(values.get(Options.STOP_GRACE), Duration.ZERO),
        Parsing.indexes(values.all(Options.INDEX)),
        Parsing.duration(values.get(Options.INDEX_INTERVAL), SECOND), schemas());
  }

  private StoreAddress store(Path data) {
    Given endpoint = values.orNull(Options.S3_ENDPOINT);
    S3Service service = new S3Service(
        endpoint == null ? null : Parsing.url(endpoint),
        Parsing.text(values.get(Options.S3_REGION)));
    return Parsing.store(values.get(Options.STORE), data, sources.home()).withS3Service(service);
  }

  private Path data() {
    String shared = sources.environment().get("XDG_DATA_HOME");
    // The XDG rules say that a relative one is to be ignored.
    if (values.all(Options.DATA).isEmpty() && shared != null && shared.startsWith("/")) {
      Given given = new Given(Options.DATA, shared, "XDG_DATA_HOME");
      return Parsing.path(given, shared + "/gypsum/server", sources.home());
    }
    Given given = values.get(Options.DATA);
    return Parsing.path(given, given.text(), sources.home());
  }

  private @Nullable Path schemas() {
    Given given = values.orNull(Options.SCHEMAS);
    return given == null ? null : Parsing.path(given, given.text(), sources.home());
  }

  private @Nullable GitHubApp gitHubApp() {
    List<Given> given = allOrNone(Options.GITHUB_APP_ID, Options.GITHUB_APP_SECRET);
    return given.isEmpty()
        ? null
        : new GitHubApp(Parsing.text(given.get(0)), Parsing.secret(given.get(1)));
  }

  private @Nullable PublicS3 publicS3() {
    List<Given> given =
        allOrNone(
            Options.PUBLIC_S3_ENDPOINT, Options.PUBLIC_S3_BUCKET, Options.PUBLIC_S3_KEY,
            Options.PUBLIC_S3_SECRET);
    return given.isEmpty()
        ? null
        : new PublicS3(
            Parsing.url(given.get(0)), Parsing.text(given.get(1)), Parsing.text(given.get(2)),
            Parsing.secret(given.get(3)));
  }

  private List<Given> allOrNone(Option... options) {
    List<Option> missing =
        Arrays.stream(options).filter(option -> values.all(option).isEmpty()).toList();
    if (missing.size() == options.length) {
      return List.of();
    }
    if (!missing.isEmpty()) {
      Option there =
          Arrays.stream(options).filter(o -> !missing.contains(o)).findFirst().orElseThrow();
      throw GypsumException.invalid(
          "'" + there.name() + "' (from " + values.get(there).source() + ") needs '"
              + String.join("' and '", missing.stream().map(Option::name).toList())
              + "' too: set them as well, or none");
    }
    return Arrays.stream(options).map(values::get).toList();
  }
}
