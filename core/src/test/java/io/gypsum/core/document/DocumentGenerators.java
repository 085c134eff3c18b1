package io.gypsum.core.document;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;

/** Generators of all kinds of documents and of their components. */
public final class DocumentGenerators {
  private static final long FIRST_MILLI =
      Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST_MILLI =
      Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private static final Generator<String> COMPONENTS =
      Generators
          .of(
              "a", "b", "Z", "0", "7", ".", "-", "_", " ", "é", "€", "😀", "𝒳", "\"", "'", "<",
              "%",
              "+", "~", "\u2028", "{", "null")
          .list(1, 6)
          .map(pieces -> String.join("", pieces))
          .filter(text -> !text.startsWith("..") && !text.equals("."));
  private static final Generator<String> TEXTS =
      Generators.oneOf(
          COMPONENTS, Generators.strings('\0', '\u007f', 0, 8),
          Generators.of(
              "", "\0", "\n\t\b\f\r", "\\", "/", "\u007f", "\uffff", "𐀀", "\\u0041"));
  private static final Generator<Boolean> BOOLEANS = Generators.booleans();
  private static final Generator<Long> BYTES = Generators.longs(0, Long.MAX_VALUE);
  /** Times with the precision of the documents in a bucket. */
  private static final Generator<Instant> INSTANTS =
      Generators.longs(FIRST_MILLI, LAST_MILLI).map(Instant::ofEpochMilli);
  private static final Generator<AssetVersion> VERSIONS =
      random -> AssetVersion
          .of(COMPONENTS.next(random), COMPONENTS.next(random), COMPONENTS.next(random));
  private static final Generator<UserPath> PATHS =
      COMPONENTS.list(1, 4).map(parts -> new UserPath(String.join("/", parts)));
  private static final Generator<Key> KEYS =
      Generators.oneOf(
          PATHS.map(path -> new Key(path.value())),
          PATHS.map(path -> new Key(path + "/..links")));

  private DocumentGenerators() {}

  static Generator<Md5> checksums() {
    Generator<Long> halves = Generators.longs();
    return random -> new Md5(halves.next(random), halves.next(random));
  }

  public static Generator<OffsetDateTime> offsetTimes() {
    Generator<Long> seconds =
        Generators.longs(FIRST_MILLI / 1000 + 86_400, LAST_MILLI / 1000 - 86_400);
    Generator<Integer> nanos = Generators.integers(0, 999_999_999);
    Generator<Integer> minutes = Generators.integers(-18 * 60, 18 * 60);
    return random -> Instant.ofEpochSecond(seconds.next(random), nanos.next(random))
        .atOffset(ZoneOffset.ofTotalSeconds(minutes.next(random) * 60));
  }

  static Generator<Quota> quotas() {
    Generator<Integer> years = Generators.integers(0, 9999).orNull(0.2);
    Generator<BigDecimal> bytes =
        Generators.oneOf(
            BYTES.map(BigDecimal::valueOf),
            Generators.longs(0, Long.MAX_VALUE).map(digits -> BigDecimal.valueOf(digits, 15)));
    return random -> new Quota(bytes.next(random), bytes.next(random), years.next(random));
  }

  static Generator<Usage> usages() {
    return BYTES.map(Usage::new);
  }

  static Generator<Latest> latests() {
    return COMPONENTS.map(name -> new Latest(new VersionName(name)));
  }

  private static Generator<Uploader> uploaders() {
    Generator<String> names = TEXTS.orNull(0.3);
    Generator<OffsetDateTime> ends = offsetTimes().orNull(0.3);
    Generator<Boolean> trust = BOOLEANS.orNull(0.3);
    return random -> new Uploader(
        TEXTS.next(random), names.next(random), names.next(random), ends.next(random),
        trust.next(random));
  }

  static Generator<Permissions> permissions() {
    Generator<List<String>> owners = TEXTS.list(0, 4);
    Generator<List<Uploader>> uploaders = uploaders().list(0, 4);
    return random -> new Permissions(owners.next(random), uploaders.next(random));
  }

  static Generator<Summary> summaries() {
    Generator<Instant> finishes = INSTANTS.orNull(0.3);
    Generator<Boolean> probations = BOOLEANS.orNull(0.3);
    return random -> new Summary(
        TEXTS.next(random), INSTANTS.next(random), finishes.next(random),
        probations.next(random));
  }

  private static Generator<Link> links() {
    Generator<FileAddress> addresses =
        random -> new FileAddress(VERSIONS.next(random), PATHS.next(random));
    Generator<FileAddress> ancestors = addresses.orNull(0.5);
    return random -> new Link(addresses.next(random), ancestors.next(random));
  }

  static Generator<Links> linksOfADirectory() {
    return Generators.maps(COMPONENTS, links(), 5).map(Links::new);
  }

  static Generator<Manifest> manifests() {
    Generator<Md5> checksums = checksums();
    Generator<Link> links = links().orNull(0.5);
    Generator<ManifestEntry> entries =
        random -> new ManifestEntry(
            BYTES.next(random), checksums.next(random), links.next(random));
    Generator<Map<UserPath, ManifestEntry>> files = Generators.maps(PATHS, entries, 8);
    Generator<List<UserPath>> directories = PATHS.list(0, 2);
    return random -> {
      Map<UserPath, ManifestEntry> known = files.next(random);
      Set<UserPath> empty = new LinkedHashSet<>(directories.next(random));
      empty.removeAll(known.keySet());
      return new Manifest(known, empty);
    };
  }

  static Generator<ChangeLogEntry> changes() {
    return Generators.oneOf(
        random -> new ChangeLogEntry.AddVersion(VERSIONS.next(random), BOOLEANS.next(random)),
        random -> new ChangeLogEntry.DeleteVersion(VERSIONS.next(random), BOOLEANS.next(random)),
        VERSIONS.map(version -> new ChangeLogEntry.DeleteAsset(version.projectAsset())),
        COMPONENTS.map(name -> new ChangeLogEntry.DeleteProject(new ProjectName(name))),
        VERSIONS.map(
            version -> new ChangeLogEntry.OtherChange(
                "other", version.project(), version.asset(), version.version())));
  }

  static Generator<Step> steps() {
    return Generators.oneOf(
        random -> new Step.Put(KEYS.next(random), TEXTS.next(random)), KEYS.map(Step.Delete::new),
        TEXTS.map(text -> new Step.DeleteBelow(new Prefix(text + "/"))),
        random -> new Step.UnpackBundles(
            VERSIONS.next(random), new Prefix(TEXTS.next(random))),
        random -> new Step.CopyStaged(VERSIONS.next(random), new Prefix(TEXTS.next(random))),
        VERSIONS.map(Step.DeleteUndeclared::new), VERSIONS.map(Step.WriteLinks::new));
  }

  private static Generator<Journal> journals() {
    Generator<List<Step>> steps = steps().list(0, 5).orNull(0.3);
    return random -> new Journal(
        TEXTS.next(random), TEXTS.next(random), TEXTS.next(random), INSTANTS.next(random),
        INSTANTS.next(random), steps.next(random));
  }

  static Generator<Lock> locks() {
    Generator<String> names = COMPONENTS.orNull(0.3);
    Generator<Journal> journals = journals().orNull(0.3);
    Generator<List<String>> organizations = TEXTS.list(0, 3).orNull(0.3);
    return random -> new Lock(
        TEXTS.next(random), names.next(random), names.next(random), journals.next(random),
        organizations.next(random), names.next(random));
  }
}
