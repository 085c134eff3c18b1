package io.gypsum.cli.search;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CaretTest {

  @Test
  void theCaretIsUnderTheCharacter() {
    assertThat(Caret.under("abc", 0).lines()).containsExactly("  abc", "  ^");
    assertThat(Caret.under("abc", 3).lines()).containsExactly("  abc", "     ^");
    assertThat(Caret.under("🧬\tb(", 4).lines()).containsExactly("  🧬 b(", "     ^");
  }

  @Test
  void ofALongTextOnlyWhatIsAroundIsShown() {
    String text = "a".repeat(1_000) + "(" + "b".repeat(1_000);

    assertThat(Caret.under(text, 1_000).lines())
        .containsExactly("  " + "a".repeat(60) + "(" + "b".repeat(59), "  " + " ".repeat(60) + "^");
  }
}
