package io.gypsum.server.file;

import io.gypsum.core.name.Key;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ContentDispositionTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "p/a/v/x.txt      | inline; filename=\"x.txt\"",
      "p/a/v/d/my x.txt | inline; filename=\"my x.txt\"",
      "p/a/v/..manifest | inline; filename=\"..manifest\"",
      "p/a/v/a;b=c'd    | inline; filename=\"a;b=c'd\"",
      "p/a/v/50%.txt    | inline; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt",
      "p/a/v/\"q\".txt  | inline; filename=\"_q_.txt\"; filename*=UTF-8''%22q%22.txt",
      "p/a/v/naïve.txt  | inline; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt",
      "p/a/v/😀 (1)     | inline; filename=\"_ (1)\"; filename*=UTF-8''%F0%9F%98%80%20%281%29"})
  void theNameIsTheLastComponentOfTheKey(String key, String header) {
    assertThat(ContentDisposition.of(new Key(key))).isEqualTo(header);
  }
}
