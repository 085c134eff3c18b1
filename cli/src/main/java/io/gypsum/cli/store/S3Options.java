package io.gypsum.cli.store;

import java.net.URI;
import java.net.URISyntaxException;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.Printable;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.S3Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the S3-compatible service of {@code s3://} addresses. Their environment variables are those of the server. */
public final class S3Options {
  private static final String ENDPOINT_VARIABLE = "GYPSUM_S3_ENDPOINT";
  private static final String REGION_VARIABLE = "GYPSUM_S3_REGION";

  @Option(names = "--s3-endpoint", paramLabel = "URL", order = 70,
      description = "Endpoint of the S3-compatible service (default: " + ENDPOINT_VARIABLE
          + ", otherwise AWS). Credentials come from the sources that the AWS tools use, such as"
          + " AWS_ACCESS_KEY_ID or AWS_PROFILE.") @Nullable String endpoint;

  @Option(names = "--s3-region", paramLabel = "NAME", order = 71,
      description = "Region of the bucket (default: " + REGION_VARIABLE + ", otherwise "
          + S3Service.DEFAULT_REGION
          + "). Most services other than AWS accept any region.") @Nullable String region;

  /**
   * Returns {@code address} on the service that the options describe.
   *
   * @throws UsageException if the endpoint is not a URL
   */
  public StoreAddress resolve(StoreAddress address, Terminal terminal) {
    String url = endpoint == null ? terminal.variable(ENDPOINT_VARIABLE) : endpoint;
    String name = region == null ? terminal.variable(REGION_VARIABLE) : region;
    return address.withS3Service(
        new S3Service(
            url == null ? null : parse(url), name == null ? S3Service.DEFAULT_REGION : name));
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
      // Reported below.
    }
    throw new UsageException(
        "'" + Printable.value(text)
            + "' is not the endpoint of an S3-compatible service: expected a"
            + " URL such as https://s3.example.org, in --s3-endpoint or " + ENDPOINT_VARIABLE);
  }
}
