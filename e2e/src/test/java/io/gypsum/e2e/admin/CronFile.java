package io.gypsum.e2e.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code /etc/cron.d}: variables, and jobs with five time fields, a user and a command.
 *
 * @param commands the commands, in the syntax of {@code sh}
 */
record CronFile(Map<String, String> variables, List<String> commands) {
  private static final Pattern VARIABLE = Pattern.compile("([A-Z_0-9]+)=(\\S+)");
  private static final String FIELD = "(?:\\*|\\d+(?:-\\d+)?)(?:/\\d+)?";
  private static final Pattern JOB =
      Pattern.compile("(?:" + FIELD + "[ \\t]+){5}gypsum[ \\t]+(\\S.*)");

  static CronFile parse(String text) {
    Map<String, String> variables = new LinkedHashMap<>();
    List<String> commands = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher variable = VARIABLE.matcher(line);
      Matcher job = JOB.matcher(line);
      if (variable.matches()) {
        variables.put(variable.group(1), variable.group(2));
      } else if (job.matches() && job.group(1).indexOf('%') < 0) {
        commands.add(job.group(1));
      } else {
        throw new AssertionError(
            "not a variable, a job of user gypsum, or a line that cron runs unchanged: " + line);
      }
    }
    return new CronFile(variables, commands);
  }
}
