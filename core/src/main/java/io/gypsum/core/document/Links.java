package io.gypsum.core.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.UserPath;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/{asset}/{version}/{dir/}..links}: the links in one directory, without those in its subdirectories. The
 * document is absent when there are none.
 *
 * @param byFileName unmodifiable
 */
public record Links(Map<String, Link> byFileName) implements JsonWritable {
  /** Wraps {@code byFileName} without a copy; the caller must not change it afterwards. */
  public Links {
    byFileName = Collections.unmodifiableMap(byFileName);
  }

  public static Links read(JsonInput in) {
    Map<String, Link> links = new LinkedHashMap<>();
    in.forEachProperty(name -> {
      if (!new UserPath(name).directory().isEmpty()) {
        throw in.malformed("expected a file name without '/'");
      }
      links.put(name, Link.read(in));
    });
    return new Links(links);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    byFileName.forEach(
        (name, link) -> {
          out.writeName(name);
          link.writeTo(out);
        });
    out.writeEndObject();
  }
}
