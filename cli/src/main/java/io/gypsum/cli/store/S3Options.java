package io.gypsum.cli.store;

import java.net.URI;
import java.net.URISyntaxException;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.Printable;
import io.gypsum.store.s3.S3Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which engine {@code s3://} means: options, or the variables that a server has, too. */
public final class S3Options {
  private static final String ENDPOINT_VARIABLE = "GYPSUM_S3_ENDPOINT";
  private static final String REGION_VARIABLE = "GYPSUM_S3_REGION";

  @Option(names = "--s3-endpoint", paramLabel = "URL", order = 70,
      description = "Address of the S3 engine that has the buckets; none for AWS. Default: "
          + ENDPOINT_VARIABLE + ". Access keys come from the environment (AWS_ACCESS_KEY_ID,"
          + " AWS_PROFILE and so on).") @Nullable String endpoint;

  @Option(names = "--s3-region", paramLabel = "NAME", order = 71,
      description = "Region of the buckets; engines other than AWS take any. Default: "
          + REGION_VARIABLE + ", or " + S3Settings.DEFAULT_REGION + ".") @Nullable String region;

  /** @throws UsageException when the endpoint is no address */
  public S3Engine engine(Terminal terminal) {
    String url = endpoint == null ? terminal.variable(ENDPOINT_VARIABLE) : endpoint;
    String name = region == null ? terminal.variable(REGION_VARIABLE) : region;
    return new S3Engine(
        url == null ? null : parse(url), name == null ? S3Settings.DEFAULT_REGION : name);
  }

  private static URI parse(String text) {
    try {
      URI url = new URI(text);
      boolean web =
          "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
      if (web && url.getHost() != null && url.getRawUserInfo() == null
          && url.getRawQuery() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new UsageException(
        "'" + Printable.value(text) + "' is no address of an S3 engine: expected one such as"
            + " https://s3.example.org, with --s3-endpoint or in " + ENDPOINT_VARIABLE);
  }
}
