package io.gypsum.metadata.index;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IndexClassTest {
  @Test
  void theFileCanBeNamed() {
    IndexClass kind = IndexClass.parse("_bioconductor.json,index.db");
    assertThat(kind).isEqualTo(new IndexClass("_bioconductor.json", "index.db"));
    assertThat(IndexClass.parse(kind.toString())).isEqualTo(kind);
  }

  @Test
  void theDefaultFileIsNamedAfterTheDocuments() {
    assertThat(IndexClass.parse("_bioconductor.json").fileName()).isEqualTo("bioconductor.sqlite3");
    assertThat(IndexClass.parse("notes").fileName()).isEqualTo("notes.sqlite3");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", ",", "a,", ",b", "a,b,c", "a/b", "a,x/y", "..a", "a,..b", "a,..", "a\\b", "a,b\u0000",
      "a,modified", "a,Modified"})
  void invalidFileNamesAreRefused(String text) {
    assertThatThrownBy(() -> IndexClass.parse(text))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }
}
