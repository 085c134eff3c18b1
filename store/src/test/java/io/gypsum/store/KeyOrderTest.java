package io.gypsum.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

import io.gypsum.core.property.Generator;
import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.booleans;
import static io.gypsum.core.property.Generators.oneOf;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;

class KeyOrderTest {
  private static final Comparator<String> BY_BYTES =
      (left, right) -> Arrays.compareUnsigned(
          left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

  /** No surrogates, which are not valid in keys unless they are paired. */
  private static final Generator<String> RIGHT = strings('\u0000', '\ud7ff', 0, 4);
  private static final Generator<String> LEFT =
      oneOf(
          RIGHT, strings('\ue000', '\uffff', 0, 4),
          strings('\u0000', '\uffff', 0, 4)
              .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c))));

  @Test
  void theOrderIsThatOfTheUtf8Bytes() {
    forAll(LEFT, RIGHT, booleans(), (left, right, pair) -> {
      String other = pair ? right + "\uD83D\uDE00" + left : right;
      assertThat(Integer.signum(KeyOrder.INSTANCE.compare(left, other)))
          .isEqualTo(Integer.signum(BY_BYTES.compare(left, other)));
      assertThat(
          Integer.signum(KeyOrder.INSTANCE.compare(right + "\uFFFD", right + "\uD83D\uDE00")))
          .isEqualTo(-1);
    });
  }
}
