package io.gypsum.metadata.index;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import io.gypsum.core.concurrent.ReadAhead;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.index.IndexSource.PublishedVersion;
import io.gypsum.metadata.index.IndexSource.Reference;
import io.gypsum.metadata.index.IndexSource.UnreadableException;
import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.store.bucket.BucketScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@link IndexItem}s of a store or a part of it, in order, ahead of the consumer. The number of concurrent reads
 * and the memory for documents are bounded. Closing it ends pending reads. Not thread-safe.
 */
final class IndexScan implements AutoCloseable {
  /** Limits of the documents that are being read, or were read but not consumed. */
  private static final long MAX_BYTES_AHEAD = 4L * DocumentFormat.MAX_BYTES;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("indexing was interrupted");

  private final IndexSource source;
  private final BucketScanner scanner;
  private final int maxAhead;

  /** @param concurrency maximum number of objects and listings that are read at a time */
  IndexScan(IndexSource source, int concurrency) {
    this.source = source;
    this.scanner = new BucketScanner(concurrency, "index reader", ON_INTERRUPT);
    this.maxAhead = 2 * concurrency;
  }

  /**
   * Returns the items of the whole store.
   *
   * @throws UnreadableException if the projects cannot be listed
   */
  Iterator<IndexItem> everything() throws UnreadableException {
    return items(scanner.scan(source.projects().iterator(), new Assets()));
  }

  /** Returns the items of a part of the store; none if it does not exist. */
  Iterator<IndexItem> everythingIn(IndexScope scope) {
    AssetName asset = scope.asset();
    return items(
        asset == null
            ? scanner.scan(List.of(scope.project()).iterator(), new Assets())
            : visit(new ProjectAsset(scope.project(), asset), scope.version()).iterator());
  }

  /** Reads versions, then the documents of the versions. */
  private Iterator<IndexItem> items(Iterator<ScanEntry> entries) {
    Iterator<ScanEntry> withDocuments =
        scanner.expand(entries, new ReadVersion(source), Bounds.ofItems(maxAhead));
    return scanner.expand(
        withDocuments, new ReadDocument(source), new Bounds(maxAhead, MAX_BYTES_AHEAD));
  }

  /** An item, or something that has to be read to get items. */
  private sealed interface ScanEntry {
    record ReadItem(IndexItem item) implements ScanEntry {}

    record UnreadVersion(AssetVersion name, boolean latest) implements ScanEntry {}

    record UnreadDocument(Reference reference) implements ScanEntry {}
  }

  private final class Assets implements BucketScanner.BucketVisitor<ScanEntry> {
    @Override
    public BucketScanner.ProjectVisit<ScanEntry> visitProject(ProjectName project) {
      try {
        return BucketScanner.ProjectVisit.of(source.assets(project));
      } catch (UnreadableException e) {
        return new BucketScanner.ProjectVisit<>(
            List.of(unreadable(IndexScope.of(project), e)), List.of(), List.of());
      }
    }

    @Override
    public List<ScanEntry> visitAsset(ProjectAsset asset) {
      return visit(asset, null);
    }
  }

  /** @param only the only version to read; null for all */
  private List<ScanEntry> visit(ProjectAsset asset, @Nullable VersionName only) {
    try {
      VersionName latest = source.latest(asset);
      List<AssetVersion> versions =
          only == null
              ? source.versions(asset)
              : List.of(new AssetVersion(asset.project(), asset.asset(), only));
      List<ScanEntry> entries = new ArrayList<>();
      entries.add(new ScanEntry.ReadItem(new IndexItem.LatestItem(asset, latest)));
      versions.forEach(
          version -> entries.add(
              new ScanEntry.UnreadVersion(version, version.version().equals(latest))));
      return entries;
    } catch (UnreadableException e) {
      return List.of(unreadable(new IndexScope(asset.project(), asset.asset(), only), e));
    }
  }

  private record ReadVersion(IndexSource source)
      implements ReadAhead.Work<ScanEntry, List<ScanEntry>> {
    @Override
    public List<ScanEntry> compute(ScanEntry entry) {
      if (!(entry instanceof ScanEntry.UnreadVersion version)) {
        return List.of(entry);
      }
      AssetVersion name = version.name();
      try {
        Optional<PublishedVersion> found = source.version(name);
        if (found.isEmpty()) {
          return List.of();
        }
        PublishedVersion published = found.get();
        List<ScanEntry> entries = new ArrayList<>();
        entries.add(
            new ScanEntry.ReadItem(
                new IndexItem.VersionItem(name, version.latest(), published.summary())));
        published.documents()
            .forEach(document -> entries.add(new ScanEntry.UnreadDocument(document)));
        return entries;
      } catch (UnreadableException e) {
        return List.of(unreadable(IndexScope.of(name), e));
      }
    }

    @Override
    public boolean isQuick(ScanEntry entry) {
      return entry instanceof ScanEntry.ReadItem;
    }
  }

  private record ReadDocument(IndexSource source)
      implements ReadAhead.Work<ScanEntry, List<IndexItem>> {
    @Override
    public List<IndexItem> compute(ScanEntry entry) {
      if (entry instanceof ScanEntry.ReadItem known) {
        return List.of(known.item());
      }
      Reference reference = ((ScanEntry.UnreadDocument) entry).reference();
      try {
        return List.of(
            new IndexItem.DocumentItem(
                reference.version(), reference.path(), reference.indexClass(),
                source.document(reference)));
      } catch (UnreadableException e) {
        return List.of(
            new IndexItem.UnreadableItem(
                IndexScope.of(reference.version()), false, reference.indexClass(), e.problem()));
      }
    }

    /** Returns the approximate number of bytes of the document and its search terms. */
    @Override
    public long weight(ScanEntry entry) {
      return entry instanceof ScanEntry.UnreadDocument document
          ? 4 * Math.min(document.reference().sizeBytes(), DocumentFormat.MAX_BYTES)
          : 0;
    }

    @Override
    public boolean isQuick(ScanEntry entry) {
      return entry instanceof ScanEntry.ReadItem;
    }
  }

  private static ScanEntry unreadable(IndexScope scope, UnreadableException e) {
    return new ScanEntry.ReadItem(new IndexItem.UnreadableItem(scope, true, null, e.problem()));
  }

  @Override
  public void close() {
    scanner.close();
  }
}
