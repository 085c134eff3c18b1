package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.gypsum.client.FileRangeUploader.FileRange;
import io.gypsum.client.FileRangeUploader.PresignedUrl;
import io.gypsum.client.UploadSession.BundleAddress;
import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.UploadSession.PutAddress;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.local.LocalPaths;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * Uploads the files of sessions: many small files with one request if the server supports it ({@link BundleUploader}), other
 * files with one request to a presigned URL, large ones in parts ({@link PartUploader}). Several bundles, files and parts are uploaded at the same time. Thread-safe.
 */
final class SessionUploader {
  private final HttpTransport http;
  private final ServerUrl server;
  private final TransferListener listener;
  private final FileRangeUploader ranges;

  SessionUploader(HttpTransport http, ServerUrl server, TransferListener listener) {
    this.http = http;
    this.server = server;
    this.listener = listener;
    this.ranges = new FileRangeUploader(http, listener);
  }

  TransferListener listener() {
    return listener;
  }

  /**
   * Uploads some of the files of a session. After a failure, an unknown subset of the files has been uploaded. After an
   * interrupt, or the failure of another file, the server is no longer processing a request, so an abort deletes all uploaded
   * files; after a timeout or a broken connection it may still process one.
   *
   * @param directory contains the files at their paths
   * @param onUploaded called as soon as the server has a file, from several threads
   */
  void upload(
      UploadSession session, List<FileToSend> files, Path directory, int concurrency,
      Consumer<UserPath> onUploaded) {
    String action = "upload " + session.version();
    listener.begins(action, files.size(), files.stream().mapToLong(FileToSend::sizeBytes).sum());
    try {
      new SessionRun(session, directory, onUploaded).run(action, files, concurrency);
    } finally {
      listener.ends(action);
    }
  }

  private final class SessionRun {
    private final UploadSession session;
    private final BearerToken token;
    private final Path directory;
    private final Consumer<UserPath> onUploaded;
    private final @Nullable BundleUploader bundles;

    SessionRun(UploadSession session, Path directory, Consumer<UserPath> onUploaded) {
      this.session = session;
      this.token = BearerToken.of(session.sessionToken());
      this.directory = directory;
      this.onUploaded = onUploaded;
      BundleAddress address = session.bundles();
      this.bundles =
          address == null
              ? null
              : new BundleUploader(http, server, token, address, this::localFile, listener);
    }

    void run(String action, List<FileToSend> files, int concurrency) {
      // Large files first: the server joins their parts while the small ones are uploaded.
      List<FileToSend> large = files.stream().filter(file -> file.parts() != null).toList();
      List<Runnable> tasks = new ArrayList<>();
      Parallel.map(
          large, concurrency, e -> HttpErrors.interrupted(action, e), this::partTasks)
          .forEach(tasks::addAll);
      Queue<FileToSend> alone = new ConcurrentLinkedQueue<>();
      List<FileToSend> whole = files.stream().filter(file -> file.parts() == null).toList();
      for (List<FileToSend> batch : batches(whole, concurrency)) {
        tasks.add(
            batch.size() > 1
                ? () -> alone.addAll(sendBundle(batch))
                : () -> sendAlone(batch.get(0)));
      }
      int threads = Math.max(1, Math.min(concurrency, tasks.size() + whole.size()));
      // Not in the calling thread, whose interrupt would leave the outcome of its request unknown.
      try (Parallel parallel =
          new Parallel(threads, "gypsum-upload", e -> HttpErrors.interrupted(action, e))) {
        parallel.forEach(tasks.iterator(), Runnable::run);
        parallel.forEach(alone.iterator(), this::sendAlone);
      }
    }

    private void sendAlone(FileToSend file) {
      withChangesReported(file, () -> uploadWhole(file));
    }

    /** Returns the files that the server has not received. */
    private List<FileToSend> sendBundle(List<FileToSend> batch) {
      return Objects.requireNonNull(bundles)
          .upload(
              action(batch.get(0)) + " and " + (batch.size() - 1) + " more files", batch,
              this::reportUploaded);
    }

    private List<List<FileToSend>> batches(List<FileToSend> files, int concurrency) {
      return bundles == null
          ? files.stream().map(List::of).toList()
          : bundles.split(files, concurrency);
    }

    /** Returns a task for each part that the server does not have. The task that ends last also joins the parts. */
    private List<Runnable> partTasks(FileToSend file) {
      PartUploader parts =
          new PartUploader(http, server, token, ranges, file, localFile(file), name(file));
      List<Integer> missing = parts.missing();
      listener.moves(file.sizeBytes() - missing.stream().mapToLong(parts::sizeBytes).sum());
      if (missing.isEmpty()) {
        return List.of(() -> withChangesReported(file, () -> {
          parts.join();
          reportUploaded(file);
        }));
      }
      AtomicInteger left = new AtomicInteger(missing.size());
      List<Runnable> tasks = new ArrayList<>();
      for (int number : missing) {
        tasks.add(() -> withChangesReported(file, () -> {
          parts.upload(number);
          if (left.decrementAndGet() == 0) {
            parts.join();
            reportUploaded(file);
          }
        }));
      }
      return tasks;
    }

    /**
     * If the server rejects the content, checks whether the file has changed since it was hashed, and reports that instead. A
     * change of its size is detected before it is sent; a change of content is detected by reading the file again.
     */
    private void withChangesReported(FileToSend file, Runnable upload) {
      try {
        upload.run();
      } catch (RequestFailedException e) {
        Md5 md5 = file.md5();
        if (e.kind() == GypsumException.Kind.INVALID && md5 != null
            && !FileChecksum.of(localFile(file)).equals(new FileChecksum(file.sizeBytes(), md5))) {
          LocalFileException changed =
              LocalFileException.refused(
                  localFile(file),
                  "has changed since the upload was prepared; start the upload again"
                      + " once no program writes to the file");
          changed.addSuppressed(e);
          throw changed;
        }
        throw e;
      }
    }

    private void uploadWhole(FileToSend file) {
      if (!uploadToGivenUrl(file)) {
        http.retry(() -> {
          uploadToNewUrl(file);
          return file;
        });
      }
      reportUploaded(file);
    }

    /**
     * Tries the URL that the session contains, which saves a request.
     *
     * @return false if there is no such URL or the upload failed, which a new URL may fix
     */
    private boolean uploadToGivenUrl(FileToSend file) {
      PutAddress address = file.address();
      if (address == null) {
        return false;
      }
      try {
        upload(
            file, new PresignedUrl(
                server.resolve(action(file), address.path()), address.contentMd5()));
        return true;
      } catch (RequestFailedException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        return false;
      }
    }

    /** Each attempt requests a new URL: the previous one may have expired, or may be valid for one upload only. */
    private void uploadToNewUrl(FileToSend file) {
      upload(
          file,
          http.sendOnce(
              ClientRequest.authorized(
                  action(file), "POST", server.resolve(action(file), file.presignPath()), token),
              HttpTransport.json(PresignedUrl::read)));
    }

    private void upload(FileToSend file, PresignedUrl url) {
      ranges.upload(action(file), FileRange.wholeFile(localFile(file), file.sizeBytes()), url);
    }

    private void reportUploaded(FileToSend file) {
      onUploaded.accept(file.path());
      listener.finishes(name(file));
    }

    private Path localFile(FileToSend file) {
      return LocalPaths.resolve(directory, file.path().value());
    }

    private String action(FileToSend file) {
      return "upload " + name(file);
    }

    private String name(FileToSend file) {
      return session.version() + "/" + file.path();
    }
  }
}
