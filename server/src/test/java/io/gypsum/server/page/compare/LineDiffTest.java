package io.gypsum.server.page.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.gypsum.server.page.compare.LineDiff.Hunk;
import io.gypsum.server.page.compare.LineDiff.Line;
import io.gypsum.server.page.compare.LineDiff.LineKind;
import io.gypsum.server.testing.CpuTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineDiffTest {
  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(""));
  }

  private static String shown(LineDiff diff) {
    StringBuilder text = new StringBuilder();
    for (Hunk hunk : diff.hunks()) {
      text.append(text.isEmpty() ? "" : "|");
      for (Line line : hunk.lines()) {
        text.append(switch (line.kind()) {
          case SAME -> " ";
          case ADDED -> "+";
          case REMOVED -> "-";
        }).append(line.text());
      }
    }
    return text.toString();
  }

  @Test
  void differencesHaveThreeEqualLinesAround() {
    LineDiff diff = LineDiff.between(lines("abcdefghijklmnop"), lines("abcdeFghijklmnopq"));

    assertThat(shown(diff)).isEqualTo(" c d e-f+F g h i| n o p+q");
    assertThat(diff.hunks().get(1).lines())
        .containsExactly(
            new Line(LineKind.SAME, 14, 14, "n"), new Line(LineKind.SAME, 15, 15, "o"),
            new Line(LineKind.SAME, 16, 16, "p"), new Line(LineKind.ADDED, 0, 17, "q"));
    assertThat(diff.added()).isEqualTo(2);
    assertThat(diff.removed()).isEqualTo(1);
    assertThat(diff.isCut()).isFalse();
  }

  @Test
  void differencesThatAreCloseAreOneHunk() {
    assertThat(shown(LineDiff.between(lines("abcdefgh"), lines("Abcdefgh!"))))
        .isEqualTo("-a+A b c d| f g h+!");
    assertThat(shown(LineDiff.between(lines("abcdefg"), lines("Abcdefg!"))))
        .isEqualTo("-a+A b c d e f g+!");
  }

  @Test
  void equalTextsHaveNoHunks() {
    assertThat(LineDiff.between(lines("abc"), lines("abc")).hunks()).isEmpty();
    assertThat(LineDiff.between(List.of(), List.of()).hunks()).isEmpty();
  }

  @Test
  void aTextThatWasAddedOrRemovedIsOneHunk() {
    assertThat(shown(LineDiff.between(List.of(), lines("ab")))).isEqualTo("+a+b");
    assertThat(shown(LineDiff.between(lines("ab"), List.of()))).isEqualTo("-a-b");
  }

  /** Checks for random texts that the shown lines lead from the old text to the new one. */
  @Test
  void theShownLinesAndTheEqualOnesAroundThemAreBothTexts() {
    Random random = new Random(16);
    for (int i = 0; i < 2_000; i++) {
      List<String> from = random(random);
      List<String> to = random(random);
      LineDiff diff = LineDiff.between(from, to);
      List<String> rebuilt = new ArrayList<>();
      int next = 0;
      for (Hunk hunk : diff.hunks()) {
        for (Line line : hunk.lines()) {
          if (line.oldNumber() > 0) {
            rebuilt.addAll(from.subList(next, line.oldNumber() - 1));
            next = line.oldNumber();
            assertThat(line.text()).isEqualTo(from.get(next - 1));
          }
          if (line.newNumber() > 0) {
            rebuilt.add(line.text());
            assertThat(rebuilt).hasSize(line.newNumber());
          }
        }
      }
      rebuilt.addAll(from.subList(next, from.size()));
      assertThat(rebuilt).as("%s → %s", from, to).isEqualTo(to);
    }
  }

  private static List<String> random(Random random) {
    return IntStream.range(0, random.nextInt(20)).mapToObj(i -> "" + random.nextInt(4)).toList();
  }

  @Test
  void textsWithoutAnyEqualLineAreComparedInBoundedTimeUpToTheBound() {
    List<String> from = numbered("old", LineDiff.MAX_COMPARED_LINES);
    List<String> to = numbered("new", LineDiff.MAX_COMPARED_LINES);

    Duration time =
        CpuTime.of(() -> {
          LineDiff diff = LineDiff.between(from, to);
          assertThat(diff.added()).isEqualTo(LineDiff.MAX_COMPARED_LINES);
          assertThat(diff.isCut()).isTrue();
        });
    assertThat(time).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void moreLinesThanTheBoundAreReplacedAsAWhole() {
    int max = LineDiff.MAX_COMPARED_LINES;
    assertThat(withOtherEnds(max).removed()).isEqualTo(2);
    assertThat(withOtherEnds(max + 1).removed()).isEqualTo(max + 1);
  }

  @Test
  void aLongTextThatReplacesAShortOneIsNotComparedLineByLine() {
    List<String> many = numbered("line", LineDiff.MAX_COMPARED_LINES);
    List<String> few = List.of("first", "line5", "last");
    assertThat(LineDiff.between(few, many).removed()).isEqualTo(2);
    assertThat(LineDiff.between(many, few).added()).isEqualTo(2);

    List<String> tooMany = numbered("line", LineDiff.MAX_COMPARED_LINES + 1);
    assertThat(LineDiff.between(few, tooMany).removed()).isEqualTo(3);
    assertThat(LineDiff.between(tooMany, few).added()).isEqualTo(3);
  }

  /** Compares texts whose first and last lines differ. */
  private static LineDiff withOtherEnds(int count) {
    List<String> from = numbered("line", count);
    List<String> to = new ArrayList<>(from);
    to.set(0, "first");
    to.set(count - 1, "last");
    return LineDiff.between(from, to);
  }

  @Test
  void atMostTwoThousandLinesAreShown() {
    List<String> to = numbered("line", LineDiff.MAX_SHOWN_LINES);
    assertThat(LineDiff.between(List.of(), to).isCut()).isFalse();

    LineDiff diff = LineDiff.between(List.of(), numbered("line", LineDiff.MAX_SHOWN_LINES + 1));
    assertThat(diff.isCut()).isTrue();
    assertThat(diff.hunks().get(0).lines()).hasSize(LineDiff.MAX_SHOWN_LINES);
    assertThat(diff.added()).isEqualTo(LineDiff.MAX_SHOWN_LINES + 1);
  }

  private static List<String> numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }
}
