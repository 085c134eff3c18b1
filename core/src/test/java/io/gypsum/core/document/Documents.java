package io.gypsum.core.document;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;

/** Every kind of document, with samples and the exact text of each. */
public final class Documents {
  public static final AssetVersion VERSION = AssetVersion.of("p", "a", "v");
  public static final Md5 MD5 = Md5.parse("0123456789abcdeffedcba9876543210");
  public static final FileAddress TARGET = address("p0", "a0", "v0", "d/x.txt");
  public static final FileAddress ANCESTOR = address("p1", "a1", "v1", "y");
  private static final Instant START = Instant.parse("2024-02-29T01:02:03.004Z");
  private static final Instant FINISH = Instant.parse("2024-02-29T01:02:04Z");
  private static final String TARGET_JSON =
      "\"project\":\"p0\",\"asset\":\"a0\",\"version\":\"v0\",\"path\":\"d/x.txt\"";
  private static final String ANCESTOR_JSON =
      "{\"project\":\"p1\",\"asset\":\"a1\",\"version\":\"v1\",\"path\":\"y\"}";

  private Documents() {}

  /** @param kind reads such a document */
  public record Sample(JsonWritable document, String text, Kind kind) {
    @Override
    public String toString() {
      return kind + " " + text;
    }
  }

  /** A kind of document and how it is read. */
  public enum Kind {
    PERMISSIONS(Permissions::read), QUOTA(Quota::read), USAGE(Usage::read), LOCK(Lock::read),
    LATEST(
        Latest::read),
    SUMMARY(Summary::read), MANIFEST(Manifest::read), MANIFEST_ENTRY(
        ManifestEntry::read),
    LINKS(Links::read), LINK(Link::read), CHANGE(ChangeLogEntry::read), JOURNAL(
        Journal::read),
    STEP(Step::read), UPLOADER(Uploader::read), PERMISSIONS_CHANGE(PermissionsChange::read),
    QUOTA_CHANGE(
        QuotaChange::read);

    // Method references hold no state.
    @SuppressWarnings("ImmutableEnumChecker") private final Function<JsonInput,
        ? extends JsonWritable> read;

    Kind(Function<JsonInput, ? extends JsonWritable> read) {
      this.read = read;
    }

    public JsonWritable read(String text) {
      return read(text.getBytes(StandardCharsets.UTF_8));
    }

    public JsonWritable read(byte[] text) {
      return JsonInput.read(text, read::apply);
    }
  }

  public static List<Sample> samples() {
    Link link = new Link(TARGET, null);
    Link linkOfLink = new Link(TARGET, ANCESTOR);
    Journal uncommitted = new Journal("upload", "ann", "h1", START, FINISH, null);
    List<Step> steps =
        List.of(
            new Step.DeleteUndeclared(VERSION),
            new Step.UnpackBundles(VERSION, new Prefix("..arrivals/p/h/")),
            new Step.CopyStaged(VERSION, new Prefix("..arrivals/p/h/")),
            new Step.WriteLinks(VERSION),
            Step.put(new Key("p/..usage"), new Usage(7)),
            new Step.DeleteBelow(BucketLayout.below(VERSION)),
            new Step.Delete(new Key("p/..LOCK")));
    Journal committed = new Journal("complete", "ann", "h2", START, FINISH, steps);
    String undecidedJson =
        "{\"operation\":\"upload\",\"user\":\"ann\",\"holder\":\"h1\","
            + "\"since\":\"2024-02-29T01:02:03.004Z\",\"until\":\"2024-02-29T01:02:04.000Z\"}";
    String decidedJson =
        "{\"operation\":\"complete\",\"user\":\"ann\",\"holder\":\"h2\","
            + "\"since\":\"2024-02-29T01:02:03.004Z\",\"until\":\"2024-02-29T01:02:04.000Z\",\"steps\":["
            + "{\"delete_undeclared\":\"p/a/v\"},"
            + "{\"unpack_bundles\":\"p/a/v\",\"from\":\"..arrivals/p/h/\"},"
            + "{\"take_arrivals\":\"p/a/v\",\"from\":\"..arrivals/p/h/\"},{\"write_links\":\"p/a/v\"},"
            + "{\"put\":\"p/..usage\",\"content\":\"{\\\"total\\\":7}\"},"
            + "{\"delete_below\":\"p/a/v/\"},{\"delete\":\"p/..LOCK\"}]}";
    return List.of(
        new Sample(Permissions.NONE, "{\"owners\":[],\"uploaders\":[]}", Kind.PERMISSIONS),
        new Sample(
            new Permissions(
                List.of("zoë", "ann"),
                List.of(
                    new Uploader("bob", null, null, null, null),
                    new Uploader(
                        "lab", "a", "v",
                        OffsetDateTime.of(2030, 1, 31, 12, 0, 0, 0, ZoneOffset.ofHours(-8)), true),
                    new Uploader("cy", null, null, null, false),
                    new Uploader(
                        "é", null, null, null, null,
                        "{\"x\":1.50,\"version\":null,\"id\":\"\\u00E9\"}"))),
            "{\"owners\":[\"zoë\",\"ann\"],\"uploaders\":[{\"id\":\"bob\"},"
                + "{\"id\":\"lab\",\"asset\":\"a\",\"version\":\"v\",\"until\":\"2030-01-31T12:00:00-08:00\",\"trusted\":true},"
                + "{\"id\":\"cy\",\"trusted\":false},{\"x\":1.50,\"version\":null,\"id\":\"\\u00E9\"}]}",
            Kind.PERMISSIONS),
        new Sample(
            Quota.defaultFor(2024),
            "{\"baseline\":10000000000,\"growth_rate\":20000000000,\"year\":2024}", Kind.QUOTA),
        new Sample(
            new Quota(0, Long.MAX_VALUE, 0),
            "{\"baseline\":0,\"growth_rate\":9223372036854775807,\"year\":0}", Kind.QUOTA),
        new Sample(
            new Quota(new BigDecimal("0.5"), new BigDecimal("1e3"), null),
            "{\"baseline\":0.5,\"growth_rate\":1000}", Kind.QUOTA),
        new Sample(new Usage(0), "{\"total\":0}", Kind.USAGE),
        new Sample(
            new Usage(Long.MAX_VALUE), "{\"total\":9223372036854775807}", Kind.USAGE),
        new Sample(
            new Lock(Lock.hash("secret"), "a", "v", null),
            "{\"session_hash\":\"K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=\",\"asset\":\"a\",\"version\":\"v\"}",
            Kind.LOCK),
        new Sample(
            new Lock("h", null, null, uncommitted),
            "{\"session_hash\":\"h\",\"journal\":" + undecidedJson + "}",
            Kind.LOCK),
        new Sample(
            new Lock("h", "a", "v", committed),
            "{\"session_hash\":\"h\",\"asset\":\"a\",\"version\":\"v\",\"journal\":" + decidedJson
                + "}",
            Kind.LOCK),
        new Sample(
            new Lock("h", "a", "v", null, List.of("hashed"), "boot"),
            "{\"session_hash\":\"h\",\"asset\":\"a\",\"version\":\"v\",\"organizations\":[\"hashed\"],"
                + "\"boot_id\":\"boot\"}",
            Kind.LOCK),
        new Sample(committed, decidedJson, Kind.JOURNAL),
        new Sample(uncommitted, undecidedJson, Kind.JOURNAL),
        new Sample(
            uncommitted.committed("approve", uncommitted.holder(), List.of(), FINISH),
            undecidedJson.replace("upload", "approve").replace("}", ",\"steps\":[]}"),
            Kind.JOURNAL),
        new Sample(new Latest(VERSION.version()), "{\"version\":\"v\"}", Kind.LATEST),
        new Sample(
            new Summary("ann", START, null, true),
            "{\"upload_user_id\":\"ann\",\"upload_start\":\"2024-02-29T01:02:03.004Z\",\"on_probation\":true}",
            Kind.SUMMARY),
        new Sample(
            new Summary("ann", START, null, false),
            "{\"upload_user_id\":\"ann\",\"upload_start\":\"2024-02-29T01:02:03.004Z\",\"on_probation\":false}",
            Kind.SUMMARY),
        new Sample(
            new Summary("ann", START, FINISH, null),
            "{\"upload_user_id\":\"ann\",\"upload_start\":\"2024-02-29T01:02:03.004Z\","
                + "\"upload_finish\":\"2024-02-29T01:02:04.000Z\"}",
            Kind.SUMMARY),
        new Sample(new Manifest(Map.of()), "{}", Kind.MANIFEST),
        new Sample(
            new Manifest(
                Map.of(new UserPath("a"), new ManifestEntry(0, MD5, null)),
                Set.of(new UserPath("d/e"))),
            "{\"a\":{\"size\":0,\"md5sum\":\"0123456789abcdeffedcba9876543210\"},"
                + "\"d/e\":{\"size\":0,\"md5sum\":\"\"}}",
            Kind.MANIFEST),
        new Sample(
            new Manifest(
                inOrder(
                    new UserPath("z/é😀\".txt"), new ManifestEntry(12, MD5, null),
                    new UserPath("a"), new ManifestEntry(0, MD5, link),
                    new UserPath("b"), new ManifestEntry(34, MD5, linkOfLink))),
            "{\"z/é😀\\\".txt\":{\"size\":12,\"md5sum\":\"0123456789abcdeffedcba9876543210\"},"
                + "\"a\":{\"size\":0,\"md5sum\":\"0123456789abcdeffedcba9876543210\",\"link\":{"
                + TARGET_JSON + "}},"
                + "\"b\":{\"size\":34,\"md5sum\":\"0123456789abcdeffedcba9876543210\",\"link\":{"
                + TARGET_JSON
                + ",\"ancestor\":" + ANCESTOR_JSON + "}}}",
            Kind.MANIFEST),
        new Sample(
            new ManifestEntry(1, MD5, null),
            "{\"size\":1,\"md5sum\":\"0123456789abcdeffedcba9876543210\"}", Kind.MANIFEST_ENTRY),
        new Sample(
            new Links(inOrder("x", link, "w", linkOfLink)),
            "{\"x\":{" + TARGET_JSON + "},\"w\":{" + TARGET_JSON + ",\"ancestor\":" + ANCESTOR_JSON
                + "}}",
            Kind.LINKS),
        new Sample(link, "{" + TARGET_JSON + "}", Kind.LINK),
        new Sample(
            linkOfLink, "{" + TARGET_JSON + ",\"ancestor\":" + ANCESTOR_JSON + "}", Kind.LINK),
        new Sample(
            new ChangeLogEntry.AddVersion(VERSION, true),
            "{\"type\":\"add-version\",\"project\":\"p\",\"asset\":\"a\",\"version\":\"v\",\"latest\":true}",
            Kind.CHANGE),
        new Sample(
            new ChangeLogEntry.DeleteVersion(VERSION, false),
            "{\"type\":\"delete-version\",\"project\":\"p\",\"asset\":\"a\",\"version\":\"v\",\"latest\":false}",
            Kind.CHANGE),
        new Sample(
            new ChangeLogEntry.DeleteAsset(VERSION.projectAsset()),
            "{\"type\":\"delete-asset\",\"project\":\"p\",\"asset\":\"a\"}", Kind.CHANGE),
        new Sample(
            new ChangeLogEntry.DeleteProject(VERSION.project()),
            "{\"type\":\"delete-project\",\"project\":\"p\"}", Kind.CHANGE),
        new Sample(
            new ChangeLogEntry.OtherChange(
                "reindex-version", VERSION.project(), VERSION.asset(), VERSION.version()),
            "{\"type\":\"reindex-version\",\"project\":\"p\",\"asset\":\"a\",\"version\":\"v\"}",
            Kind.CHANGE),
        new Sample(
            new ChangeLogEntry.OtherChange("x", VERSION.project(), null, null),
            "{\"type\":\"x\",\"project\":\"p\"}", Kind.CHANGE),
        new Sample(
            new Step.Put(new Key("p/x"), "é\n"), "{\"put\":\"p/x\",\"content\":\"é\\n\"}",
            Kind.STEP),
        new Sample(
            new Uploader(
                "a", null, null,
                LocalDateTime.of(2030, 1, 2, 3, 4, 5, 600_000_000).atOffset(ZoneOffset.UTC), null),
            "{\"id\":\"a\",\"until\":\"2030-01-02T03:04:05.6Z\"}", Kind.UPLOADER),
        new Sample(
            new PermissionsChange(List.of("ann"), null), "{\"owners\":[\"ann\"]}",
            Kind.PERMISSIONS_CHANGE),
        new Sample(
            new PermissionsChange(List.of(), List.of(new Uploader("bob", null, null, null, true))),
            "{\"owners\":[],\"uploaders\":[{\"id\":\"bob\",\"trusted\":true}]}",
            Kind.PERMISSIONS_CHANGE),
        new Sample(
            new QuotaChange(new BigDecimal("0.5"), null, 2024),
            "{\"baseline\":0.5,\"year\":2024}", Kind.QUOTA_CHANGE));
  }

  public static FileAddress address(String project, String asset, String version, String path) {
    return new FileAddress(AssetVersion.of(project, asset, version), new UserPath(path));
  }

  private static <K, V> Map<K, V> inOrder(Object... keysAndValues) {
    Map<K, V> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      @SuppressWarnings("unchecked") K key = (K) keysAndValues[i];
      @SuppressWarnings("unchecked") V value = (V) keysAndValues[i + 1];
      map.put(key, value);
    }
    return map;
  }
}
