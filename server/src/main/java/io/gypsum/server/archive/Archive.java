package io.gypsum.server.archive;

import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.archive.ZipRecords.EndRecords;
import io.gypsum.server.archive.ZipRecords.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The members of the archive of a version, or of one folder of it, and their positions: always the same for a published
 * version. The first member is a directory, which contains the files in the order of the manifest, then empty directories.
 * Only the manifest is in memory; members are created when they are requested. Immutable.
 */
public final class Archive {
  private final AssetVersion version;
  private final Manifest manifest;
  private final String folder;
  private final String root;
  private final Instant modified;
  private final int members;
  private final long centralOffset;
  private final EndRecords end;

  /**
   * A file or a directory of the archive.
   *
   * @param index from 0, in the order of the archive
   * @param offset the position of its local header
   * @param content null for a directory
   */
  record Member(int index, long offset, Entry entry, @Nullable Content content) {
    long contentOffset() {
      return offset + ZipRecords.localHeaderBytes(entry);
    }

    long contentEnd() {
      return contentOffset() + entry.sizeBytes();
    }

    long end() {
      return contentEnd() + ZipRecords.descriptorBytes(entry);
    }
  }

  /** @param source the object that has the bytes */
  record Content(Key source, Md5 md5) {}

  /**
   * @param folder empty for all files, otherwise the path of a folder with a trailing {@code /}
   * @param modified the time of all members
   */
  public Archive(AssetVersion version, Manifest manifest, String folder, Instant modified) {
    this.version = version;
    this.manifest = manifest;
    this.folder = folder;
    this.root = rootName(version, folder) + "/";
    this.modified = modified;
    int count = 0;
    long offset = 0;
    long centralBytes = 0;
    for (Iterator<Member> all = members(); all.hasNext(); count++) {
      Member member = all.next();
      offset = member.end();
      centralBytes += ZipRecords.centralHeaderBytes(member.entry(), member.offset());
    }
    this.members = count;
    this.centralOffset = offset;
    this.end = new EndRecords(count, offset, centralBytes);
  }

  /** Returns the name of the directory in the archive: {@code asset-version}, or the name of the folder. */
  private static String rootName(AssetVersion version, String folder) {
    return folder.isEmpty()
        ? version.asset() + "-" + version.version()
        : new UserPath(withoutSlash(folder)).fileName();
  }

  private static String withoutSlash(String folder) {
    return folder.substring(0, folder.length() - 1);
  }

  /** Returns the name under which programs save the archive. */
  public String fileName() {
    return fileName(version, folder);
  }

  /**
   * Returns the name under which programs save an archive.
   *
   * @param folder empty for all files, otherwise the path of a folder with a trailing {@code /}
   */
  public static String fileName(AssetVersion version, String folder) {
    String name = version.project() + "-" + version.asset() + "-" + version.version();
    return folder.isEmpty()
        ? name + ".zip"
        : name + "-" + withoutSlash(folder).replace('/', '-') + ".zip";
  }

  /** Returns the members in the order of the archive. */
  Iterator<Member> members() {
    return new MemberIterator(0, Long.MAX_VALUE);
  }

  /** Returns the members that overlap the bytes from {@code from} to {@code to} (exclusive). */
  Iterator<Member> members(long from, long to) {
    return new MemberIterator(from, to);
  }

  /** Returns the number of files and directories, at least 1. */
  public int memberCount() {
    return members;
  }

  /** Returns whether the version has the folder: files or directories in it, or a record of it as an empty directory. */
  public boolean exists() {
    return members > 1 || folder.isEmpty()
        || manifest.emptyDirectories().contains(new UserPath(withoutSlash(folder)));
  }

  long centralOffset() {
    return centralOffset;
  }

  EndRecords end() {
    return end;
  }

  /** Returns the exact length of the archive. */
  public long sizeBytes() {
    return centralOffset + end.centralBytes() + end.lengthBytes();
  }

  private final class MemberIterator implements Iterator<Member> {
    private final Iterator<Map.Entry<UserPath, ManifestEntry>> fileEntries =
        manifest.files().entrySet().iterator();
    private final Iterator<UserPath> directories = manifest.emptyDirectories().iterator();
    private final long to;
    private int index;
    private long offset;
    private @Nullable Member next;

    MemberIterator(long from, long to) {
      this.to = to;
      next = member(Entry.of(root, 0, modified), null);
      while (next != null && next.end() <= from) {
        advance(next);
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Member next() {
      Member current = next;
      if (current == null) {
        throw new NoSuchElementException();
      }
      advance(current);
      return current;
    }

    private void advance(Member current) {
      index++;
      offset = current.end();
      next = offset < to ? find() : null;
    }

    private @Nullable Member find() {
      while (fileEntries.hasNext()) {
        Map.Entry<UserPath, ManifestEntry> file = fileEntries.next();
        String path = file.getKey().value();
        if (path.startsWith(folder)) {
          ManifestEntry entry = file.getValue();
          return member(
              Entry.of(inRoot(path), entry.sizeBytes(), modified),
              content(file.getKey(), entry));
        }
      }
      while (directories.hasNext()) {
        String path = directories.next().value() + "/";
        if (path.startsWith(folder) && path.length() > folder.length()) {
          return member(Entry.of(inRoot(path), 0, modified), null);
        }
      }
      return null;
    }

    private String inRoot(String path) {
      return root + path.substring(folder.length());
    }

    private Content content(UserPath path, ManifestEntry entry) {
      return new Content(Link.sourceKey(version, path, entry.link()), entry.md5());
    }

    private Member member(Entry entry, @Nullable Content content) {
      return new Member(index, offset, entry, content);
    }
  }
}
