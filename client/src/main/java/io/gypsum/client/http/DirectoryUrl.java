package io.gypsum.client.http;

import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;

/**
 * An address below which files are published.
 *
 * @param base ends with {@code /}; without query or fragment
 */
public record DirectoryUrl(URI base) {
  /** @throws GypsumException INVALID when it is not an http or https address */
  public static DirectoryUrl of(URI url) {
    return new DirectoryUrl(URI.create(ServerUrl.of(url).base() + "/"));
  }

  /** @param path of names with {@code /} between, each encoded here */
  public URI file(String path) {
    return URI.create(
        base + Arrays.stream(path.split("/", -1))
            .map(PercentEncoding::encode)
            .collect(Collectors.joining("/")));
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
