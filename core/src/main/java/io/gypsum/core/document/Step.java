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
 * One write of a decided operation. Carrying it out twice is the same as once, whatever the first time left behind: that
 * is what makes the lock a journal.
 */
public sealed interface Step extends JsonWritable {
  /** Writes {@code content} to {@code key}, whatever was there. */
  record Put(Key key, String content) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("put", key.value());
      out.writeStringProperty("content", content);
      out.writeEndObject();
    }
  }

  /** Deletes {@code key}, if it is there. */
  record Delete(Key key) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "delete", key.value());
    }
  }

  /**
   * Deletes everything with {@code prefix} but the lock itself.
   *
   * @param prefix ends with {@code /}, so that nothing beside what was meant goes, and never the whole bucket
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

  /** Deletes every file of {@code version} that its manifest does not name as one with bytes of its own. */
  record DeleteUndeclared(AssetVersion version) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "delete_undeclared", version.toString());
    }
  }

  /**
   * Puts the files of {@code version} that are not there, and that its manifest names as ones with bytes of their own, in
   * their places: copies of what arrived.
   *
   * @param arrivals where {@link ManifestEntry#arrivedAt} finds them
   */
  record TakeArrivals(AssetVersion version, Prefix arrivals) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("take_arrivals", version.toString());
      out.writeStringProperty("from", arrivals.value());
      out.writeEndObject();
    }
  }

  /** Writes the {@code ..links} documents that follow from the manifest of {@code version}. */
  record WriteLinks(AssetVersion version) implements Step {
    @Override
    public void writeTo(JsonGenerator out) {
      writeSingle(out, "write_links", version.toString());
    }
  }

  static Put put(Key key, JsonWritable document) {
    return new Put(key, JsonOutput.text(document));
  }

  /** Refuses what it does not fully understand: a step read wrongly would delete the wrong things. */
  static Step read(JsonInput in) {
    List<Step> steps = new ArrayList<>(1);
    @Nullable String put = null;
    @Nullable String content = null;
    @Nullable String taker = null;
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
        case "take_arrivals" -> taker = in.string();
        case "from" -> from = in.string();
        case "write_links" -> steps.add(new WriteLinks(AssetVersion.parse(in.string())));
        default -> throw in.malformed("unknown step '" + Printable.value(name) + "'");
      }
    }
    if (taker != null || from != null) {
      steps.add(
          new TakeArrivals(
              AssetVersion.parse(in.required(taker, "take_arrivals")),
              new Prefix(in.required(from, "from"))));
    }
    if (put != null || content != null || steps.isEmpty()) {
      steps.add(new Put(new Key(in.required(put, "put")), in.required(content, "content")));
    }
    if (steps.size() > 1) {
      throw in.malformed("expected one step, found several in one");
    }
    return steps.get(0);
  }

  private static void writeSingle(JsonGenerator out, String name, String value) {
    out.writeStartObject();
    out.writeStringProperty(name, value);
    out.writeEndObject();
  }
}
