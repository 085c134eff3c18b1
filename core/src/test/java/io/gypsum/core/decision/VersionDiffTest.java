package io.gypsum.core.decision;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.decision.VersionDiff.FileChange.Added;
import io.gypsum.core.decision.VersionDiff.FileChange.Changed;
import io.gypsum.core.decision.VersionDiff.FileChange.Moved;
import io.gypsum.core.decision.VersionDiff.FileChange.Removed;
import io.gypsum.core.decision.VersionDiff.FileContent;
import io.gypsum.core.decision.VersionDiff.FileTotal;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VersionDiffTest {
  private static UserPath path(String text) {
    return new UserPath(text);
  }

  private static FileContent content(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new FileContent(bytes.length, Md5.of(Md5.newDigest().digest(bytes)));
  }

  /** @param files path, content, path, content, … */
  private static Map<UserPath, FileContent> side(String... files) {
    Map<UserPath, FileContent> side = new LinkedHashMap<>();
    for (int i = 0; i < files.length; i += 2) {
      side.put(path(files[i]), content(files[i + 1]));
    }
    return side;
  }

  @Test
  void eachFileIsAddedRemovedChangedMovedOrUnchanged() {
    VersionDiff diff =
        VersionDiff.between(
            side("same", "12", "changed", "old", "gone", "x", "old/name", "moved content"),
            side("new", "1", "changed", "newer", "same", "12", "a/name", "moved content"));

    assertThat(diff.changes())
        .containsExactly(
            new Moved(path("old/name"), path("a/name"), 13), new Changed(path("changed"), 3, 5),
            new Removed(path("gone"), 1), new Added(path("new"), 1));
    assertThat(diff.unchanged()).isEqualTo(new FileTotal(1, 2));
    assertThat(diff.total(Changed.class)).isEqualTo(new FileTotal(1, 5));
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void equalSidesHaveNoChanges() {
    VersionDiff diff = VersionDiff.between(side("a", "1", "b", ""), side("b", "", "a", "1"));

    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.unchanged()).isEqualTo(new FileTotal(2, 1));
  }

  @Test
  void aCopyIsAddedSinceItsSourceStays() {
    assertThat(VersionDiff.between(side("a", "1"), side("a", "1", "b", "1")).changes())
        .containsExactly(new Added(path("b"), 1));
  }

  @Test
  void filesThatKeepTheirNameAreMatchedFirst() {
    assertThat(
        VersionDiff.between(side("a/x", "1", "b/y", "1"), side("c/y", "1", "d/z", "1")).changes())
        .containsExactly(
            new Moved(path("b/y"), path("c/y"), 1), new Moved(path("a/x"), path("d/z"), 1));
  }

  @Test
  void eachFileIsMovedOnce() {
    assertThat(VersionDiff.between(side("a", "1"), side("b", "1", "c", "1")).changes())
        .containsExactly(new Moved(path("a"), path("b"), 1), new Added(path("c"), 1));
  }

  @Test
  void emptyFilesAreNotMoved() {
    assertThat(VersionDiff.between(side("a", ""), side("b", "")).changes())
        .containsExactly(new Removed(path("a"), 0), new Added(path("b"), 0));
  }

  @Test
  void aFileThatWasNotReadIsDifferent() {
    Map<UserPath, FileContent> unread = Map.of(path("a"), new FileContent(3, null));

    assertThat(VersionDiff.between(side("a", "12"), unread).changes())
        .containsExactly(new Changed(path("a"), 2, 3));
  }
}
