package io.gypsum.server.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.store.Locations;
import io.gypsum.store.StoreAddress.LocalDirectory;
import io.gypsum.store.disk.DiskReadStore;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a server. The directories of the bucket and of the schemas are public, and the server writes its
 * own files to the others, so none of them may overlap another. The bucket may be the directory {@value #BUCKET} of the
 * data directory, in which the server stores nothing else.
 */
final class DirectoryRoles {
  static final String BUCKET = "bucket";
  /** Subdirectories of the data directory that may be symbolic links to other places. */
  private static final List<String> OWN = List.of("index", "access", "audit");

  private final Path data;

  private DirectoryRoles(Path data) {
    this.data = data;
  }

  /** @throws GypsumException {@code INVALID} when two directories overlap; the reason contains both */
  static void requireSeparate(ServerSettings settings) {
    DirectoryRoles roles = new DirectoryRoles(settings.store().data());
    Path bucket =
        settings.store().address() instanceof LocalDirectory(Path directory) ? directory : null;
    Path schemas = settings.index().schemas();
    requireNoBucket(settings.store().data());
    try {
      if (bucket != null && !roles.isDefaultBucket(bucket)) {
        roles.require("--store", bucket, roles.data);
      }
      roles.requireOutsideOwn("--store", bucket);
      if (schemas != null) {
        roles.require("--schemas", schemas, roles.data);
      }
      roles.requireOutsideOwn("--schemas", schemas);
      if (bucket != null && schemas != null && Locations.overlap(bucket, schemas)) {
        throw overlap("--schemas", schemas, "the bucket (--store)", bucket);
      }
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID,
          "cannot examine the directories of --data, --store and --schemas: " + e.getMessage(), e);
    }
  }

  /** @throws GypsumException {@code INVALID} when a data directory is the bucket of some server */
  static void requireNoBucket(Path data) {
    if (DiskReadStore.wasStore(data)) {
      throw GypsumException.invalid(
          "--data: the directory '" + data + "' is a bucket, so its server would publish accounts"
              + " and keys; choose a separate directory");
    }
  }

  private boolean isDefaultBucket(Path bucket) throws IOException {
    return Locations.realPath(bucket).equals(Locations.realPath(data).resolve(BUCKET));
  }

  private void requireOutsideOwn(String option, @Nullable Path directory) throws IOException {
    if (directory != null) {
      for (String name : OWN) {
        require(option, directory, data.resolve(name));
      }
    }
  }

  private void require(String option, Path directory, Path own) throws IOException {
    if (Locations.overlap(directory, own)) {
      throw overlap(option, directory, "the server's own files (--data)", own);
    }
  }

  private static GypsumException overlap(
      String option, Path directory, String what, Path other) {
    return GypsumException.invalid(
        option + ": the directory '" + directory + "' overlaps the directory '" + other + "' of "
            + what + ", so the server would publish its own files; choose a separate directory"
            + ("--store".equals(option) ? ", or omit --store to use '{data}/" + BUCKET + "'" : ""));
  }
}
