package io.gypsum.client.http;

import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;

/**
 * A URL below which files are published.
 *
 * @param base ends with {@code /}; without query or fragment
 */
public record DirectoryUrl(URI base) {
  /** @throws GypsumException INVALID as {@link ServerUrl#of} */
  public static DirectoryUrl of(URI url) {
    return new DirectoryUrl(URI.create(ServerUrl.of(url).base() + "/"));
  }

  /** @param path separated by {@code /}, not encoded yet */
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
