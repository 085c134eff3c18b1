package io.gypsum.store;

import java.net.URI;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.StoreAddress.RestServer;
import io.gypsum.store.StoreAddress.S3Bucket;
import io.gypsum.store.StoreAddress.S3Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoreAddressTest {
  @Test
  void bucketMayHaveAPrefix() {
    assertThat(StoreAddress.parse("s3://my-bucket"))
        .isEqualTo(new S3Bucket("my-bucket", "", S3Service.AWS));
    assertThat(StoreAddress.parse("s3://my-bucket/"))
        .isEqualTo(new S3Bucket("my-bucket", "", S3Service.AWS));
    assertThat(StoreAddress.parse("s3://b.1/some/part"))
        .isEqualTo(StoreAddress.parse("s3://b.1/some/part/"))
        .isEqualTo(new S3Bucket("b.1", "some/part/", S3Service.AWS))
        .hasToString("s3://b.1/some/part/");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "file:/a,/a", "file:///a,/a", "/a,/a", "a/b,a/b", "file:a:b,a:b", "./a:b,./a:b", "~/a,~/a"})
  void pathsAndFileAddressesAreLocalDirectories(String text, String directory) {
    assertThat(StoreAddress.parse(text)).isEqualTo(new LocalDirectory(Path.of(directory)));
  }

  @Test
  void webAddressesAreServers() {
    assertThat(StoreAddress.parse("https://x")).isEqualTo(new RestServer(URI.create("https://x")));
    assertThat(StoreAddress.parse("http://127.0.0.1:4444/base"))
        .isEqualTo(new RestServer(URI.create("http://127.0.0.1:4444/base")));
  }

  @Test
  void onlyBucketsHaveAnS3Service() {
    S3Service service = new S3Service(URI.create("http://127.0.0.1:9000"), "eu-west-1");
    assertThat(StoreAddress.parse("s3://my-bucket/p").withS3Service(service))
        .isEqualTo(new S3Bucket("my-bucket", "p/", service));
    assertThat(StoreAddress.parse("/a").withS3Service(service))
        .isEqualTo(StoreAddress.parse("/a"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/a", "s3://my-bucket/some/part", "https://x/base"})
  void textOfAnAddressParsesToTheSameAddress(String text) {
    StoreAddress address = StoreAddress.parse(text);
    assertThat(StoreAddress.parse(address.toString())).isEqualTo(address);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "s3:bucket|s3://BUCKET/PREFIX", "s3://|s3://BUCKET/PREFIX",
      "s3://bb|the bucket name 'bb' has 2 characters; expected s3://BUCKET",
      "s3://a_b/c|the bucket name 'a_b' contains '_'", "s3://-ab|starts or ends with",
      "s3://Upper|lower-case", "s3://bucket/a//b|a prefix such as", "s3://bucket/../x|a prefix",
      "s3:///bucket|s3://BUCKET/PREFIX", "ftp://x|file:DIR", "file:|file:DIR",
      "file://host/b|file:DIR", "//host/b|file:DIR", "https://|https://gypsum.example.org",
      "https://a b|https://gypsum.example.org"})
  void errorsContainTheTextAndTheExpectedForm(String text, String expected) {
    assertThatThrownBy(() -> StoreAddress.parse(text))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageContainingAll("'" + text + "'", expected);
  }

  @Test
  void emptyTextIsNotAnAddress() {
    assertThatThrownBy(() -> StoreAddress.parse("")).isInstanceOf(GypsumException.class);
  }
}
