package io.gypsum.store.bucket;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;

/**
 * A project as the public service and gobbler store it: times without offset, nulls, fractions, unknown properties, entries of
 * empty directories, and names that have to be percent-encoded.
 *
 * <pre>
 *   {asset}/{@value #V1}   files, {@value #EMPTY_DIRECTORY}
 *   {asset}/{@value #V2}   a link to the first file of v1, a file of its own; the latest
 *   {asset}/{@value #V3}   on probation
 * </pre>
 */
public record PublicServiceProject(String name) {
  public static final String ASSET = "odd é {x}";
  public static final String V1 = "v 1";
  public static final String V2 = "v|2 [x] 100%#";
  public static final String V3 = "v3";
  public static final String METADATA = "_bioconductor.json";
  /** The path of a file of the first version whose name needs encoding. */
  public static final String ODD_PATH = "a b/{x} [y]|\"z\" 100%#+&=?.txt";
  public static final String EMPTY_DIRECTORY = "a b/empty";
  public static final String LINK = "é/same.txt";
  public static final String OWN = "é/own.txt";
  public static final String PERMISSIONS =
      "{\"owners\":[\"olga\",null],\"uploaders\":["
          + "{\"id\":\"tina\",\"asset\":\"" + ASSET
          + "\",\"until\":\"2099-01-01T00:00:00\",\"trusted\":true,\"added_by\":\"olga\"},"
          + "{\"id\":\"sven\",\"version\":null},"
          + "{\"id\":\"ulf\",\"until\":\"2099-01-01T00:00:00.250000\"}],"
          + "\"global_write\":false}";
  private static final String ONE = "one";
  private static final String TITLE = "{\"title\":\"Zebrafish\"}";

  /** Returns every object of the project by key. */
  public Map<String, String> objects() {
    Map<String, String> objects = new LinkedHashMap<>();
    objects.put(key("..permissions"), PERMISSIONS);
    objects.put(
        key("..quota"), "{\"baseline\":1100000000.0000002,\"growth_rate\":0.5,\"year\":null}");
    int bytes = ONE.length() + TITLE.length() + "two".length() + "three".length();
    objects.put(key("..usage"), "{\"total\":" + bytes + ".0,\"checked\":null}");
    objects.put(key(ASSET, "..latest"), "{\"version\":\"" + V2 + "\",\"index_time\":null}");
    addVersion(
        objects, V1, "01", "null", ODD_PATH, own(ONE), METADATA, own(TITLE), EMPTY_DIRECTORY,
        "{\"size\":0,\"md5sum\":\"\"}");
    objects.put(key(ASSET, V1, ODD_PATH), ONE);
    objects.put(key(ASSET, V1, METADATA), TITLE);
    String link =
        "{\"project\":\"" + name + "\",\"asset\":\"" + ASSET + "\",\"version\":\"" + V1
            + "\",\"path\":\"" + ODD_PATH.replace("\"", "\\\"") + "\",\"ancestor\":null}";
    addVersion(
        objects, V2, "02", "false", LINK,
        own(ONE).replace("}", ",\"link\":" + link + "}"), OWN, own("two"));
    objects.put(key(ASSET, V2, "é/..links"), "{\"same.txt\":" + link + "}");
    objects.put(key(ASSET, V2, OWN), "two");
    addVersion(objects, V3, "03", "true", "x", own("three"));
    objects.put(key(ASSET, V3, "x"), "three");
    return objects;
  }

  public void write(Store store) {
    objects().forEach(
        (key, text) -> store.put(new Key(key), Content.of(text), PutCondition.OVERWRITE));
  }

  /** Returns the key of an object below the project. */
  public String key(String... names) {
    return name + "/" + String.join("/", names);
  }

  private void addVersion(
      Map<String, String> objects, String version, String second, String probation,
      String... pathsAndEntries) {
    objects.put(
        key(ASSET, version, "..summary"),
        "{\"upload_user_id\":\"ulf\",\"upload_start\":\"2024-01-01T00:00:00\","
            + "\"upload_finish\":\"2024-01-01 00:00:" + second + ".5\",\"on_probation\":"
            + probation + ",\"client\":{\"name\":\"R\"}}");
    StringJoiner manifest = new StringJoiner(",", "{", "}");
    for (int i = 0; i < pathsAndEntries.length; i += 2) {
      manifest.add(
          "\"" + pathsAndEntries[i].replace("\"", "\\\"") + "\":" + pathsAndEntries[i + 1]);
    }
    objects.put(key(ASSET, version, "..manifest"), manifest.toString());
  }

  private static String own(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return "{\"size\":" + bytes.length + ".0,\"md5sum\":\""
        + Md5.of(Md5.newDigest().digest(bytes)) + "\",\"mode\":null}";
  }
}
