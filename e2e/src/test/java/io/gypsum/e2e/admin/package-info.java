/**
 * Runs the administrator's guide: {@link io.gypsum.e2e.admin.Guide} parses its pages, {@link io.gypsum.e2e.admin.Sandbox} simulates the machines, {@link io.gypsum.e2e.admin.GuideRun} runs the commands.
 */
package io.gypsum.e2e.admin;
