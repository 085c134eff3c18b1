package io.gypsum.core.decision;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Documents;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How links are resolved, and which files of an upload become links by deduplication. */
class LinkDecisionTest {
  private static final Instant TIME = Instant.parse("2024-01-01T00:00:00Z");
  private static final Summary PUBLISHED = new Summary("ann", TIME, TIME, null);
  private static final AssetVersion LATEST = AssetVersion.of("p", "a", "v1");
  private static final Md5 ONE = new Md5(1, 1);
  private static final Md5 TWO = new Md5(2, 2);

  static Stream<Arguments> refusals() {
    Manifest manifest = manifest("d/x.txt", own(1, ONE));
    return Stream.of(
        Arguments.of(null, manifest, "version 'p0/a0/v0' does not exist"),
        Arguments.of(PUBLISHED, null, "version 'p0/a0/v0' does not exist"),
        Arguments.of(null, null, "version 'p0/a0/v0' does not exist"),
        Arguments.of(
            new Summary("ann", TIME, null, null), manifest,
            "the upload of 'p0/a0/v0' is not finished"),
        Arguments.of(
            new Summary("ann", TIME, null, true), manifest,
            "the upload of 'p0/a0/v0' is not finished"),
        Arguments.of(new Summary("ann", TIME, TIME, true), manifest, "'p0/a0/v0' is on probation"),
        Arguments
            .of(PUBLISHED, manifest("d/y.txt", own(1, ONE)), "'p0/a0/v0' has no file 'd/x.txt'"),
        Arguments
            .of(PUBLISHED, manifest("d/x.txt/z", own(1, ONE)), "'p0/a0/v0' has no file 'd/x.txt'"),
        Arguments.of(PUBLISHED, manifest(), "'p0/a0/v0' has no file 'd/x.txt'"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aLinkToAnUnpublishedFileIsRefused(Summary summary, Manifest manifest, String why) {
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> LinkResolution.resolve(Documents.TARGET, summary, manifest))
        .withMessage("cannot link to 'p0/a0/v0/d/x.txt': " + why)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }

  @Test
  void aLinkToARealFileHasNoAncestor() {
    assertThat(
        LinkResolution
            .resolve(Documents.TARGET, PUBLISHED, manifest("d/x.txt", own(7, ONE))))
        .isEqualTo(new ManifestEntry(7, ONE, new Link(Documents.TARGET, null)));
  }

  @Test
  void aVersionWithProbationFalseCanBeLinkedTo() {
    assertThat(
        LinkResolution.resolve(
            Documents.TARGET, new Summary("ann", TIME, TIME, false),
            manifest("d/x.txt", own(7, ONE))).link())
        .isEqualTo(new Link(Documents.TARGET, null));
  }

  @Test
  void aLinkToALinkKeepsTheRealFileAsAncestor() {
    ManifestEntry linked = new ManifestEntry(7, ONE, new Link(Documents.ANCESTOR, null));
    assertThat(LinkResolution.resolve(Documents.TARGET, PUBLISHED, manifest("d/x.txt", linked)))
        .isEqualTo(new ManifestEntry(7, ONE, new Link(Documents.TARGET, Documents.ANCESTOR)));
  }

  @Test
  void aChainOfAnyLengthKeepsTheRealFile() {
    forAll(30, integers(1, 30), length -> {
      ManifestEntry entry = own(7, ONE);
      FileAddress real = Documents.address("p", "a", "v0", "f");
      FileAddress previous = real;
      for (int i = 1; i <= length; i++) {
        FileAddress target = previous;
        entry = LinkResolution.resolve(target, PUBLISHED, manifest(target.path().value(), entry));
        assertThat(entry.link()).isEqualTo(new Link(target, i == 1 ? null : real));
        assertThat(entry.link().source()).isEqualTo(real);
        previous = Documents.address("p", "a", "v" + i, "f" + i);
      }
      assertThat(entry.sizeBytes()).isEqualTo(7);
      assertThat(entry.md5()).isEqualTo(ONE);
    });
  }

  @Test
  void aFileIsADuplicateBySizeAndChecksumTogether() {
    Deduplication latest = new Deduplication(LATEST, manifest("x", own(7, ONE)));
    assertThat(latest.find(new UserPath("y"), 7, ONE)).contains(linkTo("x"));
    assertThat(latest.find(new UserPath("x"), 7, ONE)).contains(linkTo("x"));
    assertThat(latest.find(new UserPath("x"), 8, ONE)).isEmpty();
    assertThat(latest.find(new UserPath("x"), 7, TWO)).isEmpty();
    assertThat(new Deduplication(LATEST, manifest()).find(new UserPath("x"), 7, ONE)).isEmpty();
  }

  @Test
  void ofSeveralDuplicatesTheSamePathIsPreferred() {
    Deduplication latest =
        new Deduplication(LATEST, manifest("z", own(7, ONE), "a", own(7, ONE), "m", own(7, ONE)));
    assertThat(latest.find(new UserPath("m"), 7, ONE)).contains(linkTo("m"));
    assertThat(latest.find(new UserPath("a"), 7, ONE)).contains(linkTo("a"));
  }

  @Test
  void withoutTheSamePathTheFirstDuplicateOfTheManifestIsUsed() {
    Deduplication latest =
        new Deduplication(
            LATEST,
            manifest("n", own(7, TWO), "z", own(7, ONE), "a", own(7, ONE), "m", own(8, ONE)));
    assertThat(latest.find(new UserPath("new"), 7, ONE)).contains(linkTo("z"));
    // A file with the same path but other content does not match.
    assertThat(latest.find(new UserPath("m"), 7, ONE)).contains(linkTo("z"));
  }

  @Test
  void aDuplicateOfALinkKeepsTheRealFileAsAncestor() {
    ManifestEntry direct = new ManifestEntry(7, ONE, new Link(Documents.TARGET, null));
    ManifestEntry chained =
        new ManifestEntry(8, TWO, new Link(Documents.TARGET, Documents.ANCESTOR));
    Deduplication latest = new Deduplication(LATEST, manifest("x", direct, "y", chained));
    assertThat(latest.find(new UserPath("x"), 7, ONE))
        .contains(new Link(address("x"), Documents.TARGET));
    assertThat(latest.find(new UserPath("new"), 8, TWO))
        .contains(new Link(address("y"), Documents.ANCESTOR));
  }

  @Test
  void aDuplicateHasTheRequestedContent() {
    forAll(
        300, integers(0, 3).list(0, 255), integers(0, 9), integers(0, 3),
        (contents, path, wanted) -> {
          Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
          for (int i = 0; i < contents.size(); i++) {
            files.put(new UserPath("f" + i), own(contents.get(i), new Md5(contents.get(i), 0)));
          }
          Manifest manifest = new Manifest(files);
          Optional<Link> found =
              new Deduplication(LATEST, manifest)
                  .find(new UserPath("f" + path), wanted, new Md5(wanted, 0));
          assertThat(found.isPresent())
              .isEqualTo(files.values().stream().anyMatch(entry -> entry.sizeBytes() == wanted));
          found.ifPresent(
              link -> assertThat(manifest.get(link.target().path()))
                  .isEqualTo(own(wanted, new Md5(wanted, 0))));
        });
  }

  private static Link linkTo(String path) {
    return new Link(address(path), null);
  }

  private static FileAddress address(String path) {
    return new FileAddress(LATEST, new UserPath(path));
  }

  private static ManifestEntry own(long size, Md5 md5) {
    return new ManifestEntry(size, md5, null);
  }

  private static Manifest manifest(Object... pathsAndEntries) {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndEntries.length; i += 2) {
      files.put(
          new UserPath((String) pathsAndEntries[i]), (ManifestEntry) pathsAndEntries[i + 1]);
    }
    return new Manifest(files);
  }
}
