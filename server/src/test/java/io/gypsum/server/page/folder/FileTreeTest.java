package io.gypsum.server.page.folder;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.folder.FolderPage.FolderEntry;
import io.gypsum.server.page.folder.FolderPage.Subfolder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FileTreeTest {
  private static final Md5 MD5 = Md5.parse("0123456789abcdef0123456789abcdef");

  /** Returns a tree of files, the first with 1 byte, the second with 2, and so on. */
  private static FileTree tree(String... paths) {
    return new FileTree(manifest(Set.of(), paths));
  }

  private static Manifest manifest(Set<UserPath> emptyDirectories, String... paths) {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    for (String path : paths) {
      files.put(new UserPath(path), new ManifestEntry(files.size() + 1, MD5, null));
    }
    return new Manifest(files, emptyDirectories);
  }

  private static List<String> names(FolderPage page) {
    return page.entries()
        .stream()
        .map(entry -> entry.name() + (entry instanceof Subfolder ? "/" : ""))
        .toList();
  }

  @Test
  void foldersComeBeforeFilesAndEachIsSorted() {
    FileTree tree = tree("b", "a.b/x", "a/x", "a/y/z", "a0", "A", "a.txt");
    FolderPage top = tree.folder("", 1).orElseThrow();
    assertThat(names(top)).containsExactly("a/", "a.b/", "A", "a.txt", "a0", "b");
    assertThat(top.entries().getFirst()).isEqualTo(new Subfolder("a", "a", 2, 7));
    assertThat(top.fileCount()).isEqualTo(7);
    assertThat(top.totalBytes()).isEqualTo(28);
    FolderPage a = tree.folder("a", 1).orElseThrow();
    assertThat(names(a)).containsExactly("y/", "x");
    assertThat(a.totalBytes()).isEqualTo(7);
    assertThat(a.entries().getFirst().path()).isEqualTo("a/y");
  }

  @Test
  void aFolderThatDoesNotExistIsEmpty() {
    FileTree tree = tree("a/x", "b");
    assertThat(tree.folder("b", 1)).isEmpty();
    assertThat(tree.folder("a/x", 1)).isEmpty();
    assertThat(tree.folder("a/", 1)).isEmpty();
    assertThat(tree.folder("c", 1)).isEmpty();
    assertThat(tree().folder("", 1).orElseThrow().entries()).isEmpty();
  }

  @Test
  void emptyDirectoriesAreFoldersWithoutFiles() {
    FileTree tree =
        new FileTree(manifest(Set.of(new UserPath("d"), new UserPath("a/e")), "a/x"));
    assertThat(tree.folder("", 1).orElseThrow().entries())
        .containsExactly(new Subfolder("a", "a", 1, 1), new Subfolder("d", "d", 0, 0));
    assertThat(names(tree.folder("a", 1).orElseThrow())).containsExactly("e/", "x");
    assertThat(tree.folder("a/e", 1).orElseThrow().entries()).isEmpty();
    assertThat(tree.fileCount()).isEqualTo(1);
  }

  @Test
  void entriesArePaged() {
    String[] paths = new String[FileTree.PAGE_ENTRIES + 1];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = i == 0 ? "folder/x" : "f%04d".formatted(i);
    }
    FileTree tree = tree(paths);
    FolderPage first = tree.folder("", 1).orElseThrow();
    assertThat(first.entryCount()).isEqualTo(paths.length);
    assertThat(first.offset()).isZero();
    assertThat(first.entries()).hasSize(FileTree.PAGE_ENTRIES);
    assertThat(names(first)).startsWith("folder/", "f0001");
    FolderPage last = tree.folder("", 2).orElseThrow();
    assertThat(last.offset()).isEqualTo(FileTree.PAGE_ENTRIES);
    assertThat(names(last)).containsExactly("f%04d".formatted(paths.length - 1));
    assertThat(tree.folder("", 3)).contains(last);
    assertThat(tree.folder("", Integer.MAX_VALUE)).contains(last);
    assertThat(tree.folder("", 0)).contains(first);
    FileTree full = tree(Arrays.copyOfRange(paths, 1, paths.length));
    assertThat(full.folder("", 2)).isEqualTo(full.folder("", 1));
    assertThat(new FileTree(manifest(Set.of())).folder("", 2).orElseThrow().offset()).isZero();
  }

  @Test
  void sizesThatExceedALongDoNotOverflow() {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    files.put(new UserPath("a/x"), new ManifestEntry(Long.MAX_VALUE, MD5, null));
    files.put(new UserPath("a/y"), new ManifestEntry(5, MD5, null));
    FileTree tree = new FileTree(new Manifest(files));
    assertThat(tree.totalBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theReadmeOfAFolderIsFound() {
    FileTree tree = tree("README", "README.md", "a/readme.md", "b/x");
    assertThat(tree.readme("").orElseThrow().path()).isEqualTo("README.md");
    assertThat(tree.readme("a").orElseThrow().path()).isEqualTo("a/readme.md");
    assertThat(tree.readme("b")).isEmpty();
  }

  @Test
  void theFoldersOfRandomVersionsContainTheirFiles() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      Set<String> paths = new TreeSet<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        StringBuilder path = new StringBuilder();
        for (int depth = random.nextInt(1, 4); depth > 0; depth--) {
          path.append(path.isEmpty() ? "" : "/").append("a+é-".charAt(random.nextInt(4)));
        }
        paths.add(path.toString());
      }
      FileTree tree = tree(paths.toArray(String[]::new));
      checkFolder(tree, "", paths);
    }
  }

  private static void checkFolder(FileTree tree, String folder, Set<String> paths) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    Set<String> below =
        paths.stream().filter(path -> path.startsWith(prefix)).collect(Collectors.toSet());
    FolderPage page = tree.folder(folder, 1).orElseThrow();
    assertThat(page.fileCount()).isEqualTo(below.size());
    Set<String> expected =
        below.stream()
            .map(path -> path.substring(prefix.length()))
            .map(path -> path.contains("/") ? path.substring(0, path.indexOf('/') + 1) : path)
            .collect(Collectors.toSet());
    assertThat(names(page)).containsExactlyInAnyOrderElementsOf(expected);
    for (FolderEntry entry : page.entries()) {
      if (entry instanceof Subfolder) {
        checkFolder(tree, entry.path(), paths);
      }
    }
  }
}
