package io.gypsum.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

import static org.assertj.core.api.Assertions.assertThat;

class KeyOrderTest {
  private static final Comparator<String> BY_BYTES =
      (left, right) -> Arrays.compareUnsigned(
          left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

  @Property
  void keysSortAsTheirBytes(
      @ForAll @StringLength(max = 4) @CharRange(from = '\u0000',
          to = '\uD7FF') @CharRange(from = '\uE000', to = '\uFFFF') String left,
      @ForAll @StringLength(max = 4) @CharRange(from = '\u0000', to = '\uD7FF') String right,
      @ForAll boolean pair) {
    String other = pair ? right + "\uD83D\uDE00" + left : right;
    assertThat(Integer.signum(KeyOrder.INSTANCE.compare(left, other)))
        .isEqualTo(Integer.signum(BY_BYTES.compare(left, other)));
    assertThat(Integer.signum(KeyOrder.INSTANCE.compare(right + "\uFFFD", right + "\uD83D\uDE00")))
        .isEqualTo(-1);
  }
}
