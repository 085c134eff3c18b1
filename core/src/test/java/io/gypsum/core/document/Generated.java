package io.gypsum.core.document;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Values of every kind of document, whatever a bucket may hold. */
public final class Generated extends DomainContextBase {
  private static final long FIRST_MILLI =
      Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST_MILLI =
      Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private static Arbitrary<String> components() {
    return Arbitraries
        .of(
            "a", "b", "Z", "0", "7", ".", "-", "_", " ", "é", "€", "😀", "𝒳", "\"", "'", "<", "%",
            "+",
            "~", "\u2028", "{", "null")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(pieces -> String.join("", pieces))
        .filter(text -> !text.startsWith("..") && !text.equals("."));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        components(), Arbitraries.strings().ascii().ofMaxLength(8),
        Arbitraries.of("", "\0", "\n\t\b\f\r", "\\", "/", "\u007f", "\uffff", "𐀀", "\\u0041"));
  }

  private static Arbitrary<Boolean> booleans() {
    return Arbitraries.of(true, false);
  }

  @Provide
  Arbitrary<AssetVersion> versions() {
    return Combinators.combine(components(), components(), components()).as(AssetVersion::of);
  }

  @Provide
  Arbitrary<UserPath> paths() {
    return components().list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> new UserPath(String.join("/", parts)));
  }

  @Provide
  Arbitrary<Key> keys() {
    return Arbitraries.oneOf(
        paths().map(path -> new Key(path.value())),
        paths().map(path -> new Key(path + "/..links")));
  }

  @Provide
  Arbitrary<Md5> checksums() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Md5::new);
  }

  /** Times as the bucket can hold them. */
  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(FIRST_MILLI, LAST_MILLI).map(Instant::ofEpochMilli);
  }

  @Provide
  Arbitrary<OffsetDateTime> offsetTimes() {
    return Combinators
        .combine(
            Arbitraries.longs().between(FIRST_MILLI / 1000 + 86_400, LAST_MILLI / 1000 - 86_400),
            Arbitraries.integers().between(0, 999_999_999),
            Arbitraries.integers().between(-18 * 60, 18 * 60))
        .as(
            (seconds, nanos, minutes) -> Instant.ofEpochSecond(seconds, nanos)
                .atOffset(ZoneOffset.ofTotalSeconds(minutes * 60)));
  }

  @Provide
  Arbitrary<Quota> quotas() {
    Arbitrary<Long> bytes = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(bytes, bytes, Arbitraries.integers().between(0, 9999))
        .as(Quota::new);
  }

  @Provide
  Arbitrary<Usage> usages() {
    return Arbitraries.longs().greaterOrEqual(0).map(Usage::new);
  }

  @Provide
  Arbitrary<Latest> latests() {
    return components().map(name -> new Latest(new VersionName(name)));
  }

  @Provide
  Arbitrary<Uploader> uploaders() {
    return Combinators
        .combine(
            texts(), texts().injectNull(0.3), texts().injectNull(0.3),
            offsetTimes().injectNull(0.3),
            booleans().injectNull(0.3))
        .as(Uploader::new);
  }

  @Provide
  Arbitrary<Permissions> permissions() {
    return Combinators
        .combine(texts().list().ofMaxSize(4), uploaders().list().ofMaxSize(4))
        .as(Permissions::new);
  }

  @Provide
  Arbitrary<Summary> summaries() {
    return Combinators
        .combine(texts(), instants(), instants().injectNull(0.3), booleans().injectNull(0.3))
        .as(Summary::new);
  }

  @Provide
  Arbitrary<Link> links() {
    Arbitrary<FileAddress> addresses =
        Combinators.combine(versions(), paths()).as(FileAddress::new);
    return Combinators.combine(addresses, addresses.injectNull(0.5)).as(Link::new);
  }

  @Provide
  Arbitrary<Links> linksOfADirectory() {
    return Arbitraries.maps(components(), links())
        .ofMaxSize(5)
        .map(map -> new Links(new LinkedHashMap<>(map)));
  }

  @Provide
  Arbitrary<ManifestEntry> entries() {
    return Combinators
        .combine(Arbitraries.longs().greaterOrEqual(0), checksums(), links().injectNull(0.5))
        .as(ManifestEntry::new);
  }

  @Provide
  Arbitrary<Manifest> manifests() {
    return Arbitraries.maps(paths(), entries())
        .ofMaxSize(8)
        .map(map -> new Manifest(new LinkedHashMap<>(map)));
  }

  @Provide
  Arbitrary<ChangeLogEntry> changes() {
    return Arbitraries.oneOf(
        Combinators.combine(versions(), booleans()).as(ChangeLogEntry.AddVersion::new),
        Combinators.combine(versions(), booleans()).as(ChangeLogEntry.DeleteVersion::new),
        versions().map(version -> new ChangeLogEntry.DeleteAsset(version.projectAsset())),
        components().map(name -> new ChangeLogEntry.DeleteProject(new ProjectName(name))));
  }

  @Provide
  Arbitrary<Step> steps() {
    return Arbitraries.oneOf(
        Combinators.combine(keys(), texts()).as(Step.Put::new), keys().map(Step.Delete::new),
        texts().map(text -> new Step.DeleteBelow(new Prefix(text + "/"))),
        Combinators.combine(versions(), texts())
            .as((version, text) -> new Step.CopyStaged(version, new Prefix(text))),
        versions().map(Step.DeleteUndeclared::new), versions().map(Step.WriteLinks::new));
  }

  @Provide
  Arbitrary<Journal> journals() {
    return Combinators
        .combine(
            texts(), texts(), texts(), instants(), instants(),
            steps().list().ofMaxSize(5).injectNull(0.3))
        .as(Journal::new);
  }

  @Provide
  Arbitrary<Lock> locks() {
    return Combinators
        .combine(
            texts(), components().map(AssetName::new).map(AssetName::value).injectNull(0.3),
            components().injectNull(0.3), journals().injectNull(0.3))
        .as(Lock::new);
  }
}
