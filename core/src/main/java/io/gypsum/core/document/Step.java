package io.gypsum.core.document;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * One write of a committed operation. Every step is idempotent, even if an earlier attempt was interrupted, so that the
 * steps in a lock can be replayed.
 */
public sealed interface Step extends JsonWritable {
  /** Writes {@code content} to {@code key} unconditionally. */
  record Put(Key key, String content) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("put", key.value());
      out.writeStringProperty("content", content);
      out.writeEndObject();
    }
  }

  /** Deletes {@code key} if it exists. */
  record Delete(Key key) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "delete", key.value());
    }
  }

  /**
   * Deletes every object with {@code prefix} except the lock itself.
   *
   * @param prefix ends with {@code /}, so that it can match neither a sibling nor the whole bucket
   */
  record DeleteBelow(Prefix prefix) implements Step {
    /** @throws GypsumException INVALID when {@code prefix} does not end with {@code /} */
    public DeleteBelow {
      if (!prefix.value().endsWith("/")) {
        throw GypsumException.invalid(
            "'" + Printable.value(prefix.value())
                + "' does not name a directory: expected a trailing '/'");
      }
    }

    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "delete_below", prefix.value());
    }
  }

  /** Deletes every object of {@code version} whose path is not in its manifest, or is a link there. */
  record DeleteUndeclared(AssetVersion version) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "delete_undeclared", version.toString());
    }
  }

  /**
   * Writes the files in the staged bundles of {@code version} to their final keys. A step {@link CopyStaged} follows, which checks
   * that no file is missing. Servers of earlier releases refuse this step.
   */
  record UnpackBundles(AssetVersion version, Prefix staging) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("unpack_bundles", version.toString());
      out.writeStringProperty("from", staging.value());
      out.writeEndObject();
    }
  }

  /**
   * Copies staged files of {@code version} to their final keys: the files of its manifest that are not links.
   *
   * @param staging where {@link ManifestEntry#stagedAt} finds the staged files
   */
  record CopyStaged(AssetVersion version, Prefix staging) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("take_arrivals", version.toString());
      out.writeStringProperty("from", staging.value());
      out.writeEndObject();
    }
  }

  /** Writes the {@code ..links} documents that the manifest of {@code version} implies. */
  record WriteLinks(AssetVersion version) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "write_links", version.toString());
    }
  }

  static Put put(Key key, JsonWritable document) {
    return new Put(key, JsonOutput.text(document));
  }

  /** Reads a step and rejects unknown properties, since a misread step could delete the wrong objects. */
  static Step read(JsonInput in) {
    List<Step> steps = new ArrayList<>(1);
    @Nullable String put = null;
    @Nullable String content = null;
    @Nullable String stagedVersion = null;
    @Nullable String bundledVersion = null;
    @Nullable String from = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "put" -> put = in.string();
        case "content" -> content = in.string();
        case "delete" -> steps.add(new Delete(new Key(in.string())));
        case "delete_below" -> steps.add(new DeleteBelow(new Prefix(in.string())));
        case "delete_undeclared" ->
            steps.add(new DeleteUndeclared(AssetVersion.parse(in.string())));
        case "take_arrivals" -> stagedVersion = in.string();
        case "unpack_bundles" -> bundledVersion = in.string();
        case "from" -> from = in.string();
        case "write_links" -> steps.add(new WriteLinks(AssetVersion.parse(in.string())));
        default -> throw in.malformed("unknown step '" + Printable.value(name) + "'");
      }
    }
    if (bundledVersion != null) {
      steps.add(
          new UnpackBundles(
              AssetVersion.parse(bundledVersion), new Prefix(in.required(from, "from"))));
    }
    if (stagedVersion != null || (from != null && bundledVersion == null)) {
      steps.add(
          new CopyStaged(
              AssetVersion.parse(in.required(stagedVersion, "take_arrivals")),
              new Prefix(in.required(from, "from"))));
    }
    if (put != null || content != null || steps.isEmpty()) {
      steps.add(new Put(new Key(in.required(put, "put")), in.required(content, "content")));
    }
    if (steps.size() > 1) {
      throw in.malformed("expected one step, found several in one object");
    }
    return steps.get(0);
  }

  private static void writeSingle(JsonGenerator out, String name, String value) {
    out.writeStartObject();
    out.writeStringProperty(name, value);
    out.writeEndObject();
  }
}
