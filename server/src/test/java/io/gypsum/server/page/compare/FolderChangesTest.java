package io.gypsum.server.page.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.decision.VersionDiff.FileChange;
import io.gypsum.core.decision.VersionDiff.FileContent;
import io.gypsum.core.decision.VersionDiff.FileTotal;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.compare.FolderChanges.Selection;
import io.gypsum.server.page.compare.FolderChanges.Subfolder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FolderChangesTest {
  /** @param files path, size, path, size, …; files of the same size have the same content */
  private static Map<UserPath, FileContent> side(Object... files) {
    Map<UserPath, FileContent> side = new LinkedHashMap<>();
    for (int i = 0; i < files.length; i += 2) {
      int size = (Integer) files[i + 1];
      side.put(
          new UserPath((String) files[i]),
          new FileContent(size, Md5.parse("%032x".formatted(size))));
    }
    return side;
  }

  private static final VersionDiff DIFF =
      VersionDiff.between(
          side("a/x", 10, "a/b/y", 20, "gone", 5, "old/m", 40, "same", 1),
          side("a/x", 15, "a/b/y", 7, "a/b/new", 100, "a/m", 40, "same", 1));

  private static Selection all(String folder) {
    return new Selection(folder, ChangeKind.ALL, 0, 100);
  }

  @Test
  void changesAreCountedByFolder() {
    FolderChanges changes = FolderChanges.of(DIFF, all(""));

    assertThat(changes.totals())
        .isEqualTo(
            new ChangeTotals(
                new FileTotal(1, 100), new FileTotal(1, 5), new FileTotal(2, 22),
                new FileTotal(1, 40), 100 - 5 + 5 - 13));
    assertThat(changes.subfolders()).extracting(Subfolder::path).containsExactly("a/");
    assertThat(changes.listedCount()).isEqualTo(5);
    assertThat(changes.totals().files()).isEqualTo(5);
  }

  @Test
  void aFolderContainsTheChangesOfItsSubfolders() {
    FolderChanges changes = FolderChanges.of(DIFF, all("a/"));

    assertThat(changes.listed())
        .extracting(change -> change.path().value())
        .containsExactly("a/b/new", "a/b/y", "a/m", "a/x");
    assertThat(changes.subfolders())
        .containsExactly(
            new Subfolder(
                "a/b/",
                new ChangeTotals(
                    new FileTotal(1, 100), FileTotal.NONE, new FileTotal(1, 7), FileTotal.NONE,
                    87)));
    assertThat(FolderChanges.of(DIFF, all("x/")).listedCount()).isZero();
  }

  @Test
  void changesOfOneKindAreListedPageByPage() {
    FolderChanges second =
        FolderChanges.of(DIFF, new Selection("", ChangeKind.CHANGED, 1, 1));

    assertThat(second.listed())
        .containsExactly(new FileChange.Changed(new UserPath("a/x"), 10, 15));
    assertThat(second.listedCount()).isEqualTo(2);
    assertThat(second.totals().files()).isEqualTo(5);
  }

  @Test
  void subfoldersAreBounded() {
    Object[] files =
        IntStream.rangeClosed(0, FolderChanges.MAX_SUBFOLDERS)
            .boxed()
            .flatMap(i -> Stream.<Object>of("d%04d/f".formatted(i), i))
            .toArray();
    FolderChanges changes = FolderChanges.of(VersionDiff.between(side(), side(files)), all(""));

    assertThat(changes.subfolders()).hasSize(FolderChanges.MAX_SUBFOLDERS);
    assertThat(changes.subfolderCount()).isEqualTo(FolderChanges.MAX_SUBFOLDERS + 1);
  }
}
