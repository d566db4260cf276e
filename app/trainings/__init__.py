"""Trainings: courses, quizzes and certificates; learning hours, which are never service hours."""
