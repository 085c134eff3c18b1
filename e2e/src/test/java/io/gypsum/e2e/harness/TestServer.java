package io.gypsum.e2e.harness;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with the accounts of {@link Users}, and its bucket. */
public final class TestServer implements AutoCloseable {
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  private final Path data;
  private final ServerProcess process;
  private final BucketTree bucket;

  private TestServer(Path data, ServerProcess process) {
    this.data = data;
    this.process = process;
    this.bucket = new BucketTree(TestStore.open(data));
  }

  /** Starts a server on a data directory from {@link Users#newData}, with {@link Users#ADMIN_ORG} as administrators. */
  public static TestServer start(Path data, String... options) {
    return of(data, ServerProcess.on(data).options(options));
  }

  public static TestServer of(Path data, ServerProcess.Launch launch) {
    return new TestServer(data, launch.options("--admin", Users.ADMIN_ORG).start());
  }

  public Path data() {
    return data;
  }

  public ServerProcess process() {
    return process;
  }

  public BucketTree bucket() {
    return bucket;
  }

  public TestHttpClient as(Users user) {
    return process.http().as(user.token());
  }

  public TestHttpClient anonymous() {
    return process.http();
  }

  /** Creates a project with the owners and uploaders that {@link Users} describes, and returns its name. */
  public String newProject() {
    String name = newName();
    as(Users.ADMIN).post(
        TestHttpClient.path("create", name), Json.of(
            "{'permissions':{'owners':['olga'],'uploaders':["
                + "{'id':'tina','trusted':true},{'id':'ulf'},{'id':'lab'}]}}"))
        .ok();
    return name;
  }

  /** Returns a project name that no other test uses. */
  public static String newName() {
    return "project-" + PROJECTS.incrementAndGet();
  }

  /** Returns an upload by the trusted uploader of {@link #newProject}. */
  public TestUpload upload(String project, String asset, String version) {
    return new TestUpload(as(Users.TRUSTED), project, asset, version);
  }

  /** Publishes a version with one file {@code a.txt} with this content. */
  public void publish(String project, String asset, String version, String content) {
    upload(project, asset, version).file("a.txt", content).publish();
  }

  @Override
  public void close() {
    process.close();
    bucket.close();
  }
}
