package io.gypsum.core.document;

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

  /** Deletes everything with {@code prefix} but the lock itself. */
  record DeleteBelow(Prefix prefix) implements Step {
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

  static Step read(JsonInput in) {
    @Nullable Step step = null;
    @Nullable String put = null;
    @Nullable String content = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "put" -> put = in.string();
        case "content" -> content = in.string();
        case "delete" -> step = new Delete(new Key(in.string()));
        case "delete_below" -> step = new DeleteBelow(new Prefix(in.string()));
        case "delete_undeclared" -> step = new DeleteUndeclared(AssetVersion.parse(in.string()));
        case "write_links" -> step = new WriteLinks(AssetVersion.parse(in.string()));
        default -> throw in.malformed("unknown step '" + name + "'");
      }
    }
    if (step != null) {
      return step;
    }
    return new Put(new Key(in.required(put, "put")), in.required(content, "content"));
  }

  private static void writeSingle(JsonGenerator out, String name, String value) {
    out.writeStartObject();
    out.writeStringProperty(name, value);
    out.writeEndObject();
  }
}
