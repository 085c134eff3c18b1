package io.gypsum.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract of listings: entries, order and start. */
interface ListingContract extends StoreUnderTest {
  @Test
  default void anEmptyStoreListsNothing() {
    assertThat(everything()).isEmpty();
    assertThat(list("", false, null)).isEmpty();
    assertThat(list("absent/", true, "absent/x")).isEmpty();
  }

  @Test
  default void entriesContainSizesTimesAndPrefixes() {
    write("a/b", "1234");
    write("c", "");
    try (Stream<ListEntry> entries = store().listLevel(new Prefix(base()))) {
      List<ListEntry> lines = entries.toList();
      ObjectInfo c = store().head(key("c")).orElseThrow();
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).isEqualTo(new PrefixEntry(new Prefix(base() + "a/")));
      assertThat(lines.get(1)).isInstanceOf(ObjectEntry.class);
      ObjectEntry object = (ObjectEntry) lines.get(1);
      assertThat(object.key()).isEqualTo(key("c"));
      if (listsSizesAndTimes()) {
        assertThat(object.sizeBytes()).hasValue(0);
        assertThat(object.lastModified().orElseThrow().getEpochSecond())
            .isEqualTo(c.lastModified().getEpochSecond());
      } else {
        assertThat(object).isEqualTo(new ObjectEntry(key("c")));
      }
    }
    try (Stream<ObjectEntry> objects = store().list(new Prefix(base() + "a"))) {
      List<ObjectEntry> lines = objects.toList();
      assertThat(lines).extracting(ObjectEntry::key).containsExactly(key("a/b"));
      assertThat(lines.get(0).sizeBytes())
          .isEqualTo(listsSizesAndTimes() ? OptionalLong.of(4) : OptionalLong.empty());
    }
  }

  @Test
  default void listingsAreSortedByTheBytesOfTheKeys() {
    List<String> names = new ArrayList<>(
        List.of(
            "a b", "a!", "a-", "a.b", "a.b.c", "a/b", "a/b.c", "a0", "ab", "aé", "\uE000",
            "\uFFFD", "\uD800\uDC00", "\uD83D\uDE00"));
    if (holdsFileAndDirectoryOfOneName()) {
      names.add(0, "a");
      names.add(names.indexOf("a/b.c") + 1, "a/b/c");
    }
    List<String> shuffled = new ArrayList<>(names);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(name -> write(name, name));
    assertThat(everything()).containsExactlyElementsOf(names);
    assertThat(list("a", true, null)).containsExactlyElementsOf(
        names.stream().filter(name -> name.startsWith("a")).toList());
  }

  @Test
  default void aPrefixNeedNotEndAtASlash() {
    for (String name : List.of("ab/x", "ab/y/z", "abc", "b/ab", "..ab/x")) {
      write(name, name);
    }
    assertThat(list("a", true, null)).containsExactly("ab/x", "ab/y/z", "abc");
    assertThat(list("a", false, null)).containsExactly("ab/", "abc");
    assertThat(list("ab", false, null)).containsExactly("ab/", "abc");
    assertThat(list("ab/", false, null)).containsExactly("ab/x", "ab/y/");
    assertThat(list("ab/x", false, null)).containsExactly("ab/x");
    assertThat(list("ab/x/", true, null)).isEmpty();
    assertThat(list("..", false, null)).containsExactly("..ab/");
    assertThat(list("abc", true, null)).containsExactly("abc");
    assertThat(list("abcd", true, null)).isEmpty();
  }

  @Test
  default void aPrefixMayHaveAnyCharacterOfAKey() {
    List<String> directories = List.of("100%/", "a b+c/", "a&b=c?/", "v%ä/", "%2F/", "😀/");
    for (String directory : directories) {
      write(directory + "sub%/x", "x");
    }
    assertThat(list("", false, null)).containsExactlyInAnyOrderElementsOf(directories);
    for (String directory : directories) {
      assertThat(list(directory, true, null)).containsExactly(directory + "sub%/x");
      assertThat(list(directory, false, null)).containsExactly(directory + "sub%/");
      assertThat(list(directory, true, directory + "sub%")).containsExactly(directory + "sub%/x");
      assertThat(list(directory, true, directory + "sub%/x")).isEmpty();
    }
  }

  @Test
  default void anImpossiblePrefixListsNothing() {
    write("a/b", "x");
    for (String hostile : List.of(
        "/", "//", "a//", "../", "a/../", "a/./", "./", "a\\", "\0",
        "a/\0", "\uD800", "a/\uDC00x/", "x".repeat(300) + "/", "x".repeat(2000), "a/b/c/",
        "../" + base())) {
      assertThat(list(hostile, true, null)).as(hostile).isEmpty();
      assertThat(list(hostile, false, null)).as(hostile).isEmpty();
    }
    for (String hostile : List.of("/", "../", "../../../etc/", "./", "/etc/passwd", "\0/")) {
      try (Stream<ObjectEntry> objects = store().list(new Prefix(hostile));
          Stream<ListEntry> level = store().listLevel(new Prefix(hostile))) {
        assertThat(objects).as(hostile).isEmpty();
        assertThat(level).as(hostile).isEmpty();
      }
    }
  }

  @Test
  default void randomListingsMatchAModel() {
    Random random = new Random(20);
    NavigableSet<String> names = new TreeSet<>(KeyOrder.INSTANCE);
    while (names.size() < 30) {
      String name = randomName(random);
      if (holdsFileAndDirectoryOfOneName() || fits(names, name)) {
        names.add(name);
      }
    }
    names.forEach(name -> write(name, name));
    for (int i = 0; i < 200; i++) {
      String prefix = random.nextInt(3) == 0 ? "" : part(random, names);
      String after = random.nextInt(3) == 0 ? null : part(random, names);
      boolean recursive = random.nextBoolean();
      assertThat(list(prefix, recursive, after))
          .as("prefix '%s', recursive %s, after '%s'", prefix, recursive, after)
          .containsExactlyElementsOf(model(names, prefix, recursive, after));
    }
  }

  @Test
  default void aListingCanBeAbandonedAndToleratesChanges() {
    for (String name : List.of("a", "b/1", "b/2", "c/d/e", "f")) {
      write(name, name);
    }
    List<String> seen = new ArrayList<>();
    try (Stream<ObjectEntry> entries = store().list(new Prefix(base()))) {
      entries.limit(2).forEach(entry -> {
        seen.add(entry.text().substring(base().length()));
        store().delete(List.of(key("c/d/e")));
      });
    }
    assertThat(seen).containsExactly("a", "b/1");
    try (Stream<ObjectEntry> entries = store().list(new Prefix(base()))) {
      var iterator = entries.iterator();
      assertThat(iterator.next().text()).endsWith("/a");
      store().delete(List.of(key("b/1"), key("b/2")));
      List<String> rest = new ArrayList<>();
      iterator.forEachRemaining(entry -> rest.add(entry.text().substring(base().length())));
      assertThat(rest).contains("f").isSubsetOf("b/1", "b/2", "f");
    }
  }

  @Test
  default void deletedObjectsLeaveNoPrefix() {
    write("a/b/c/d", "x");
    write("a/e", "x");
    store().delete(List.of(key("a/b/c/d")));
    assertThat(list("a/", false, null)).containsExactly("a/e");
    store().delete(List.of(key("a/e")));
    assertThat(list("", false, null)).isEmpty();
  }

  private static String randomName(Random random) {
    String[] parts =
        {"a", "b", "ab", "a.b", "a-", "..x", "é", "0", "a b", "\uD83D\uDE00", "\uFFFD"};
    StringBuilder name = new StringBuilder(parts[random.nextInt(parts.length)]);
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      name.append('/').append(parts[random.nextInt(parts.length)]);
    }
    return name.toString();
  }

  private static boolean fits(Collection<String> names, String name) {
    return names.stream()
        .noneMatch(other -> other.startsWith(name + "/") || name.startsWith(other + "/"));
  }

  /** Returns the start of a name, or a similar text. */
  private static String part(Random random, Collection<String> names) {
    String name = List.copyOf(names).get(random.nextInt(names.size()));
    String part = name.substring(0, random.nextInt(name.length() + 1));
    if (!part.isEmpty() && Character.isHighSurrogate(part.charAt(part.length() - 1))) {
      part = name;
    }
    return switch (random.nextInt(4)) {
      case 0 -> part + "/";
      case 1 -> part + "0";
      default -> part;
    };
  }

  private static Set<String> model(
      NavigableSet<String> names, String prefix, boolean recursive, String after) {
    Set<String> lines = new LinkedHashSet<>();
    for (String name : names) {
      if (name.startsWith(prefix)) {
        int slash = name.indexOf('/', prefix.length());
        String line = recursive || slash < 0 ? name : name.substring(0, slash + 1);
        if (after == null || KeyOrder.INSTANCE.compare(line, after) > 0) {
          lines.add(line);
        }
      }
    }
    return lines;
  }
}
