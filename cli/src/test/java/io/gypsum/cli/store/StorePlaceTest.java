package io.gypsum.cli.store;

import java.net.URI;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StorePlaceTest {
  @Test
  void aBucketMayHaveAPrefix() {
    assertThat(StorePlace.parse("s3://my-bucket")).isEqualTo(new StorePlace.S3("my-bucket", ""));
    assertThat(StorePlace.parse("s3://my-bucket/")).isEqualTo(new StorePlace.S3("my-bucket", ""));
    assertThat(StorePlace.parse("s3://b.1/some/part"))
        .isEqualTo(StorePlace.parse("s3://b.1/some/part/"))
        .hasToString("s3://b.1/some/part/");
  }

  @Test
  void directoriesAndServersAreWhatTheyWere() {
    assertThat(StorePlace.parse("file:/a")).isEqualTo(new StorePlace.Disk(Path.of("/a")));
    assertThat(StorePlace.parse("a/b")).isEqualTo(new StorePlace.Disk(Path.of("a/b")));
    assertThat(StorePlace.parse("https://x"))
        .isEqualTo(new StorePlace.Server(URI.create("https://x")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {
      "s3:bucket", "s3://", "s3://ab", "s3://Upper", "s3://bucket/a//b", "s3://bucket/../x",
      "s3:///bucket", "ftp://x"})
  void whatIsNoPlaceIsRefused(String text) {
    assertThatThrownBy(() -> StorePlace.parse(text)).isInstanceOf(GypsumException.class);
  }
}
