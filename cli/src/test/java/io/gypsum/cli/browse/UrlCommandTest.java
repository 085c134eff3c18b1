package io.gypsum.cli.browse;

import io.gypsum.cli.argument.FileReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class UrlCommandTest {
  @ParameterizedTest
  @CsvSource({
      "p/a, /archive/p/a/latest.zip", "p/a/v, /archive/p/a/v.zip", "p/a/v:d/, /archive/p/a/v/d.zip",
      "p/a/latest:d/f.csv, /data/p/a/latest/d/f.csv", "p/a/v/d/f, /data/p/a/v/d/f",
      "p/a:f, /data/p/a/latest/f", "p q/a%/v+:ü/x y, /data/p%20q/a%25/v%2B/%C3%BC/x%20y"})
  void aReferenceHasAnAddress(String reference, String address) {
    assertThat(UrlCommand.address(FileReference.parse(reference))).isEqualTo(address);
  }
}
